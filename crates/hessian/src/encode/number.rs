//! Numbers and dates in their shortest form. Spec sections 1, 2 and 3.

use super::Encoder;

const MINUTE_MILLIS: i64 = 60_000;

impl Encoder {
    /// Writes an int; also the form of Java's `byte` and `short`.
    #[inline]
    pub fn int(&mut self, value: i32) {
        let [b3, b2, b1, b0] = value.to_be_bytes();
        match value {
            -16..=47 => self.byte(b0.wrapping_add(0x90)),
            -0x800..=0x7ff => self.raw(&[b1.wrapping_add(0xc8), b0]),
            -0x40000..=0x3ffff => self.raw(&[b2.wrapping_add(0xd4), b1, b0]),
            _ => self.raw(&[b'I', b3, b2, b1, b0]),
        }
    }

    /// Writes a long.
    #[inline]
    pub fn long(&mut self, value: i64) {
        let [.., b3, b2, b1, b0] = value.to_be_bytes();
        let Ok(small) = i32::try_from(value) else {
            return self.tagged(b'L', value.to_be_bytes());
        };
        match small {
            -8..=15 => self.byte(b0.wrapping_add(0xe0)),
            -0x800..=0x7ff => self.raw(&[b1.wrapping_add(0xf8), b0]),
            -0x40000..=0x3ffff => self.raw(&[b2.wrapping_add(0x3c), b1, b0]),
            _ => self.raw(&[0x59, b3, b2, b1, b0]),
        }
    }

    /// Writes a double as Java does, in the shortest of its forms, thousandths included.
    ///
    /// One difference: Java writes -0.0 as zero and loses the sign, here it travels as eight bytes.
    pub fn double(&mut self, value: f64) {
        let int = value as i32;
        if f64::from(int) == value && !(int == 0 && value.is_sign_negative()) {
            let [.., b1, b0] = int.to_be_bytes();
            match int {
                0 => return self.byte(0x5b),
                1 => return self.byte(0x5c),
                -0x80..=0x7f => return self.raw(&[0x5d, b0]),
                -0x8000..=0x7fff => return self.raw(&[0x5e, b1, b0]),
                _ => {}
            }
        }
        let thousandths = (value * 1000.0) as i32;
        // The reader multiplies by 0.001; the short form is right only if exactly that product comes out.
        if thousandths != 0 && 0.001 * f64::from(thousandths) == value {
            let [b3, b2, b1, b0] = thousandths.to_be_bytes();
            self.raw(&[0x5f, b3, b2, b1, b0]);
        } else {
            self.tagged(b'D', value.to_bits().to_be_bytes());
        }
    }

    /// Writes a float, widened to a double as Java does with fields and arrays of type `float`.
    pub fn float(&mut self, value: f32) {
        self.double(f64::from(value));
    }

    /// Writes a `java.util.Date`: milliseconds since 1970, in minutes where that is exact.
    pub fn date_millis(&mut self, millis: i64) {
        if millis % MINUTE_MILLIS == 0
            && let Ok(minutes) = i32::try_from(millis / MINUTE_MILLIS)
        {
            let [b3, b2, b1, b0] = minutes.to_be_bytes();
            self.raw(&[0x4b, b3, b2, b1, b0]);
        } else {
            self.tagged(0x4a, millis.to_be_bytes());
        }
    }

    fn tagged(&mut self, tag: u8, bytes: [u8; 8]) {
        let [b7, b6, b5, b4, b3, b2, b1, b0] = bytes;
        self.raw(&[tag, b7, b6, b5, b4, b3, b2, b1, b0]);
    }
}

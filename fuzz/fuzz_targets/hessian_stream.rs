//! Several values of one stream, read piece by piece in ways that the input chooses: heads, fields, values, what is skipped,
//! what is left after an error. What is read whole ends where two other readers end, who read and skip it.
#![no_main]

use dubbors::java::Exception;
use dubbors_fuzz::contract::{Base, Color, Node, Shape};
use dubbors_fuzz::{is_decent, limits};
use dubbors_hessian::{
    ClassDef, Decode, Decoder, Error, ListHead, MapHead, ObjectHead, Shape as Fields, Value, to_bytes,
};
use libfuzzer_sys::fuzz_target;

static CLASS: ClassDef = ClassDef::new("x", &["a", "b", "a"]);
static FIELDS: Fields = Fields::new(&CLASS, &[("c", 1)]);

/// What is open.
enum Open {
    List(ListHead),
    /// The flag: a key was read, its value not.
    Map(MapHead, bool),
    Fields(ObjectHead),
    Names(ObjectHead),
}

/// Reads one value; the choices are the bytes of the input from behind.
struct Reader<'a, 'de> {
    from: Decoder<'de>,
    choices: std::iter::Rev<std::slice::Iter<'a, u8>>,
    open: Vec<Open>,
    /// The last value, if it was read as one from its beginning.
    whole: Option<Value>,
}

impl<'de> Reader<'_, 'de> {
    fn choose(&mut self) -> u8 {
        self.choices.next().copied().unwrap_or_default()
    }

    /// Reads a value and all that is opened by that.
    fn read(&mut self) -> Result<(), Error> {
        self.open.clear();
        self.whole = None;
        self.piece()?;
        while let Some(open) = self.open.pop() {
            match open {
                Open::List(mut head) => {
                    self.from.list_type(&head);
                    if self.from.list_next(&mut head)? {
                        self.open.push(Open::List(head));
                        self.piece()?;
                    }
                }
                Open::Map(mut head, at_value) => {
                    self.from.map_type_name(&head);
                    if at_value || self.from.map_next(&mut head)? {
                        self.open.push(Open::Map(head, !at_value));
                        self.piece()?;
                    }
                }
                Open::Fields(mut head) => {
                    if let Some(field) = self.from.next_field(&mut head)? {
                        assert!(field < CLASS.len());
                        self.open.push(Open::Fields(head));
                        self.piece()?;
                    }
                }
                Open::Names(mut head) => {
                    if self.from.next_field_name(&mut head)?.is_some() {
                        self.open.push(Open::Names(head));
                        self.piece()?;
                    }
                }
            }
        }
        Ok(())
    }

    fn any<T: Decode<'de>>(&mut self) -> Result<(), Error> {
        self.from.decode::<T>().map(|_| ())
    }

    /// Reads a value that has no inside, or opens one that has.
    fn piece(&mut self) -> Result<(), Error> {
        let outermost = self.open.is_empty();
        let class = self.peek()?;
        let from = &mut self.from;
        let choice = self.choices.next().copied().unwrap_or_default();
        match choice % 32 {
            0 => {
                let value = from.value()?;
                self.whole = outermost.then_some(value);
            }
            1 => from.skip_value()?,
            2 => self.any::<String>()?,
            3 => self.any::<i32>()?,
            4 => self.any::<Vec<u8>>()?,
            5 => self.any::<Vec<Value>>()?,
            6 => self.any::<Node>()?,
            7 => self.any::<Exception>()?,
            8 => self.any::<Color>()?,
            9 => self.any::<Option<Base>>()?,
            10 => self.any::<Option<Shape>>()?,
            11 => self.any::<Vec<Option<&str>>>()?,
            12 if from.null()? => {}
            // As the first byte asks for it.
            _ => match from.peek_tag()? {
                b'N' => assert!(from.null()?),
                b'T' | b'F' => self.any::<bool>()?,
                0x00..=0x1f | 0x30..=0x33 | b'R' | b'S' => self.any::<String>()?,
                0x20..=0x2f | 0x34..=0x37 | b'A' | b'B' => self.any::<Vec<u8>>()?,
                0x4a | 0x4b => self.any::<dubbors::java::Date>()?,
                b'H' | b'M' if choice & 32 == 0 => self.map()?,
                b'H' | b'M' | b'O' | 0x60..=0x6f => self.object(choice, class.as_deref())?,
                0x55..=0x58 | 0x70..=0x7f => self.list()?,
                b'Q' if class.is_some() => self.object(choice, class.as_deref())?,
                b'Q' if choice & 32 == 0 => self.list()?,
                b'Q' => self.map()?,
                _ => self.any::<f64>()?,
            },
        }
        Ok(())
    }

    /// Looking at the class moves nothing.
    fn peek(&mut self) -> Result<Option<String>, Error> {
        self.from.peek_tag()?;
        let before = self.from.position();
        let class = self.from.peek_class()?.map(str::to_owned);
        assert_eq!(self.from.position(), before);
        Ok(class)
    }

    fn list(&mut self) -> Result<(), Error> {
        let head = self.from.list_begin()?.expect("the tag is no null");
        self.open.push(Open::List(head));
        Ok(())
    }

    fn map(&mut self) -> Result<(), Error> {
        let head = self.from.map_begin()?.expect("the tag is no null");
        self.open.push(Open::Map(head, false));
        Ok(())
    }

    fn object(&mut self, choice: u8, class: Option<&str>) -> Result<(), Error> {
        let by_fields = choice & 64 == 0;
        let head = self.from.object_begin(by_fields.then_some(&FIELDS))?.expect("the tag is no null");
        if class.is_some() {
            assert_eq!(self.from.object_class(&head), class);
        }
        self.open.push(if by_fields { Open::Fields(head) } else { Open::Names(head) });
        Ok(())
    }
}

fuzz_target!(|bytes: &[u8]| {
    let mut reader = Reader {
        from: Decoder::with_limits(bytes, limits()),
        choices: bytes.iter().rev(),
        open: Vec::new(),
        whole: None,
    };
    let mut values = Some(Decoder::with_limits(bytes, limits()));
    let mut skipped = Decoder::with_limits(bytes, limits());
    let mut failed = 0;
    loop {
        let at = reader.from.position();
        if let Err(error) = reader.read() {
            is_decent(&error);
            // After an error there is no telling where it stands, but it goes on without harm.
            failed += 1;
            if failed > 8 || reader.choose() & 1 == 0 && reader.from.skip_value().is_err() {
                break;
            }
            continue;
        }
        assert!(reader.from.position() > at || failed > 0, "a value has a byte at least");
        if failed > 0 {
            continue;
        }
        if skipped.skip_value().is_err() {
            // Pieces and skipping share one budget, of which pieces take less.
            failed += 1;
            continue;
        }
        assert_eq!(reader.from.position(), skipped.position());
        // A value checks more than pieces that were skipped: it may fail where they do not.
        if let Some(from) = &mut values {
            match from.value() {
                Ok(value) => {
                    assert_eq!(from.position(), skipped.position());
                    if let Some(whole) = &reader.whole {
                        let bytes = to_bytes(whole).expect("what was read can be written");
                        assert_eq!(bytes, to_bytes(&value).expect("as before"));
                    }
                }
                Err(error) => {
                    is_decent(&error);
                    values = None;
                }
            }
        }
    }
});

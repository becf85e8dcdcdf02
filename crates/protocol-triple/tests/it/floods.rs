//! Frames that cost little to send and do no work (S22, S23, S24, S26).

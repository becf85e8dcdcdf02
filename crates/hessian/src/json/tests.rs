mod lossless;
mod plain;
mod property;

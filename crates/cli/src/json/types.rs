//! Short names of Java types.

/// The full name of a type: `String` is `java.lang.String`, `String[]` is `java.lang.String[]`.
pub(crate) fn full_name(name: &str) -> String {
    let name = name.trim();
    if let Some(element) = name.strip_suffix("[]") {
        return format!("{}[]", full_name(element));
    }
    let package = match name {
        "String" | "Object" | "Integer" | "Long" | "Short" | "Byte" | "Boolean" | "Character" | "Float"
        | "Double" => "java.lang.",
        "List" | "Map" | "Set" | "Collection" | "Date" | "UUID" | "Locale" | "Currency" => "java.util.",
        "LocalDate" | "LocalTime" | "LocalDateTime" | "Instant" | "Duration" | "Period" | "Year"
        | "YearMonth" | "MonthDay" | "OffsetDateTime" | "OffsetTime" | "ZonedDateTime" | "ZoneId"
        | "ZoneOffset" => "java.time.",
        "BigDecimal" | "BigInteger" => "java.math.",
        "string" => return "java.lang.String".to_owned(),
        _ => "",
    };
    format!("{package}{name}")
}

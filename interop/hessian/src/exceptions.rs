//! Every exception of Java's library, as ours write it.

use dubbors_hessian::java::{Exception, exception_classes};
use dubbors_hessian::to_bytes;

use crate::Result;
use crate::peer::{Peer, State};

/// Why a peer makes nothing of a class, whoever wrote it: how its answer shows it, and the reason.
const REFUSED: [(&str, &str); 5] = [
    ("java.util.HashMap{", "it is on the peer's list of classes that are not to be read, and becomes a map"),
    ("InaccessibleObjectException", "its module is closed to the peer"),
    ("cannot be assigned from null", "it has a field that the peer cannot set"),
    (
        "could not be instantiated",
        "it is abstract, or its constructors refuse the nulls that the peer tries them with",
    ),
    ("IOExceptionWrapper", "it is abstract"),
];

/// Sends an exception of each class, and prints how many the peer made one of that class and message of.
///
/// # Errors
/// A peer that does not answer.
pub(crate) fn run(peer: &mut Peer) -> Result<usize> {
    let mut classes: Vec<&str> = exception_classes().filter(|class| class.starts_with("java")).collect();
    classes.sort_unstable();
    let written = classes.iter().map(|class| to_bytes(&Exception::new(*class, "boom")));
    let written: Vec<_> =
        written.collect::<std::result::Result<_, _>>().map_err(|error| error.to_string())?;
    let answers = peer.read(written.iter().map(|bytes| &bytes[..]))?;
    let (mut understood, mut misses) = (0, 0);
    let mut refused = [0; REFUSED.len()];
    for (class, answer) in classes.iter().zip(&answers) {
        let good = answer.state == State::Good
            && answer.text.contains(&format!("{class}("))
            && answer.text.contains("detailMessage:\"boom\"");
        if good {
            understood += 1;
        } else if let Some((_, count)) =
            REFUSED.iter().zip(&mut refused).find(|((shown, _), _)| answer.text.contains(shown))
        {
            *count += 1;
        } else {
            misses += 1;
            println!("  {class}: {}", answer.text.chars().take(200).collect::<String>());
        }
    }
    println!("exceptions ({}): {understood}/{}", peer.name, classes.len());
    for ((_, reason), count) in REFUSED.iter().zip(refused).filter(|(_, count)| *count > 0) {
        println!("  {count}: {reason}");
    }
    Ok(misses)
}

//! The path that chooses a service is the path that everybody sees (S28).

use crate::raw::{DATA, END_HEADERS, END_STREAM, HEADERS, Raw, block, frame, grpc, message};
use crate::service::Provider;

/// Paths that mean `Look` to somebody.
fn spellings() -> Vec<String> {
    let mut paths = Vec::new();
    let services = [
        "demo.Test",
        "Demo.Test",
        "demo.test",
        "demo%2ETest",
        "demo.Test.",
        ".demo.Test",
        "demo.Test%00",
        "demo.Test;a",
        "demo.Test ",
        "demo\\Test",
        "%64emo.Test",
        "demo.Tes%74",
        "d\u{e9}mo.Test",
    ];
    let methods = [
        "Look",
        "look",
        "LOOK",
        "Look%20",
        "%4cook",
        "%4Cook",
        "Loo%6B",
        "Look;x=y",
        "Look.",
        "Look%2F",
        "L%ZZook",
        "Look%",
        "$echo",
        "Look\u{200b}",
    ];
    let joints = [
        "/S/M",
        "//S/M",
        "/S//M",
        "/S/M/",
        "/./S/M",
        "/S/./M",
        "/x/../S/M",
        "/S/x/../M",
        "/S/M/..",
        "/S/M/.",
        "/p/S/M",
        "/p/q/S/M",
        "S/M",
        "/S/M?q",
        "/S/M?q=/S/M",
        "/S/M#f",
        "\\S\\M",
        "/S%2FM",
        "/S/M%3Fq",
        "/%2e%2e/S/M",
        "/..%2fS/M",
        "/S\t/M",
    ];
    for joint in joints {
        for service in services {
            for method in methods {
                paths.push(joint.replace('S', "\u{1}").replace('M', method).replace('\u{1}', service));
            }
        }
    }
    paths
}

/// Whatever way a path is written: either the service is called, and then under the one name that it has; or it is
/// refused.
#[tokio::test(start_paused = true)]
async fn s28_a_service_has_one_path() {
    let (connector, provider) = Provider::in_memory(64 * 1024, "");
    let mut raw = Raw::open(&connector).await;
    let (mut called, mut refused) = (0, 0);
    let mut id = 1;
    for path in spellings() {
        let mut headers = grpc("");
        headers.iter_mut().find(|(name, _)| *name == ":path").unwrap().1 = path.clone();
        let begun = provider.memory.begun.load(std::sync::atomic::Ordering::SeqCst);
        let call =
            [frame(HEADERS, END_HEADERS, id, &block(&headers)), frame(DATA, END_STREAM, id, &message(b""))];
        if !raw.send(&call.concat()).await {
            panic!("{path}: {:?}", raw.goaway);
        }
        let answer = raw.answer(id).await;
        id += 2;
        let ran = provider.memory.begun.load(std::sync::atomic::Ordering::SeqCst) > begun;
        if answer.grpc_status() == Some(0) {
            called += 1;
            assert!(ran);
            let seen = String::from_utf8_lossy(&answer.data[7..]).into_owned();
            assert_eq!(seen, "demo.Test Look", "{path}");
            let plain = path.split(['?', '#']).next().unwrap();
            let end = &plain[plain.len().saturating_sub(15)..];
            assert!(["/demo.Test/Look", "/demo.Test/look"].contains(&end), "{path}");
            assert!(!plain.contains("//") && !plain.contains("..") && !plain.contains('%'), "{path}");
        } else {
            refused += 1;
            assert!(!ran, "{path}: {answer:?}");
            assert!(answer.reset.is_some() || answer.grpc_status() == Some(12), "{path}: {answer:?}");
        }
        if answer.reset.is_some() {
            // Counted as a fault, which wears off.
            tokio::time::sleep(std::time::Duration::from_millis(150)).await;
        }
    }
    println!("{called} called, {refused} refused");
    assert!(called >= 4 && refused > 2000);
}

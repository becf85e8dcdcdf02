use super::*;

#[tokio::test]
async fn what_is_attached_stays_until_it_is_detached() {
    scope(async {
        attach("a", "1").unwrap();
        attach("b", "2").unwrap();
        detach("a").unwrap();
        assert_eq!(outgoing().0.iter().collect::<Vec<_>>(), [("b", "2")]);
        scope(async { assert!(outgoing().0.is_empty(), "an inner context is its own") }).await;
    })
    .await;
}

#[test]
fn outside_of_a_context_nothing_is_lost_silently() {
    let error = attach("a", "1").unwrap_err();
    assert!(error.to_string().contains("context::scope"), "{error}");
    assert_eq!(attachment("a"), None);
    assert!(attachments().is_empty() && peer().is_none() && deadline().is_none());
    assert!(outgoing().0.is_empty());
}

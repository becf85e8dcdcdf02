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

#[tokio::test]
async fn what_is_compressed_can_be_left_to_the_settings_again() {
    scope(async {
        assert_eq!(outgoing().1, None);
        compress(true).unwrap();
        assert_eq!(outgoing().1, Some(true));
        compress_as_set().unwrap();
        assert_eq!(outgoing().1, None);
        let reply = || CONTEXT.with(|context| context.compression.reply.get());
        compress_reply(false).unwrap();
        assert_eq!(reply(), Some(false));
        compress_reply_as_set().unwrap();
        assert_eq!(reply(), None);
    })
    .await;
    assert!(compress_as_set().is_err() && compress_reply_as_set().is_err());
}

//! What the head of a response means.

use super::reason::Reason;

/// What to do with a response, by the standard or the policy.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Response {
    /// Announce the connection.
    Announce,
    /// Reestablish the connection.
    Retry,
    /// Fail the connection.
    Fail(Reason),
}

pub(super) fn judge(status: u16, content_type: Option<&str>, retried_statuses: &[u16]) -> Response {
    match status {
        200 if content_type.is_some_and(is_event_stream) => Response::Announce,
        200 => Response::Fail(Reason::ContentType),
        204 => Response::Fail(Reason::NoContent),
        status if retried_statuses.contains(&status) => Response::Retry,
        status => Response::Fail(Reason::Status(status)),
    }
}

/// Returns whether the essence of a MIME type is `text/event-stream`; its parameters do not matter.
fn is_event_stream(content_type: &str) -> bool {
    let is_space = |byte: &u8| matches!(byte, b'\t' | b'\n' | b'\r' | b' ');
    let mut essence = content_type.as_bytes();
    if let Some(end) = memchr::memchr(b';', essence) {
        essence = &essence[..end];
    }
    while let [first, rest @ ..] = essence
        && is_space(first)
    {
        essence = rest;
    }
    while let [rest @ .., last] = essence
        && is_space(last)
    {
        essence = rest;
    }
    essence.eq_ignore_ascii_case(b"text/event-stream")
}

/// Parses an HTTP date (RFC 9110 § 5.6.7) in any of its three forms, as the headers `Date` and `Retry-After` have it.
///
/// ```
/// use unchunk::session::parse_date;
///
/// let date = parse_date("Sun, 06 Nov 1994 08:49:37 GMT");
/// assert!(date.is_some());
/// assert_eq!(parse_date("Sunday, 06-Nov-94 08:49:37 GMT"), date);
/// assert_eq!(parse_date("Sun Nov  6 08:49:37 1994"), date);
/// assert_eq!(parse_date("120"), None);
/// ```
#[cfg(feature = "httpdate")]
#[must_use]
pub fn parse_date(value: &str) -> Option<std::time::SystemTime> {
    httpdate::parse_http_date(value.trim_matches([' ', '\t'])).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_200_with_the_right_type_announces_the_connection() {
        for right in [
            "text/event-stream",
            "text/event-stream;charset=UTF-8",
            "text/event-stream ; charset=windows-1252; x=\"y;z\"",
            " Text/Event-Stream\t",
            "text/event-stream;",
        ] {
            assert_eq!(judge(200, Some(right), &[]), Response::Announce, "{right}");
        }
        for wrong in [
            "",
            ";",
            "text/event-stream-2",
            "text/event",
            "text/plain; a=text/event-stream",
            "application/json",
            "text/event-stream\u{A0}",
        ] {
            assert_eq!(
                judge(200, Some(wrong), &[]),
                Response::Fail(Reason::ContentType),
                "{wrong}"
            );
        }
        assert_eq!(judge(200, None, &[]), Response::Fail(Reason::ContentType));
    }

    #[test]
    fn any_other_status_fails_it_unless_it_is_to_be_retried() {
        let right = Some("text/event-stream");
        for status in (0..=999).filter(|status| ![200, 204].contains(status)) {
            assert_eq!(
                judge(status, right, &[]),
                Response::Fail(Reason::Status(status))
            );
            assert_eq!(judge(status, right, &[status]), Response::Retry);
            assert_eq!(judge(status, None, &[status]), Response::Retry);
        }
    }

    #[test]
    fn neither_200_nor_204_can_be_retried() {
        let right = Some("text/event-stream");
        assert_eq!(judge(200, right, &[200]), Response::Announce);
        assert_eq!(
            judge(200, None, &[200]),
            Response::Fail(Reason::ContentType)
        );
        for content_type in [right, None] {
            assert_eq!(
                judge(204, content_type, &[204]),
                Response::Fail(Reason::NoContent)
            );
        }
    }
}

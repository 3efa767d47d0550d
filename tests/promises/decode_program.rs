//! The filter in `examples/decode.rs`, run as a program.

use crate::example;
use std::io::Write;
use std::process::{Command, Stdio};

/// Runs the program; returns its output and exit status.
fn decode(arguments: &[&str], input: &[u8]) -> (String, i32) {
    let mut child = Command::new(example::program("decode"))
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut stdin = child.stdin.take().unwrap();
    // Bad usage ends the program before it reads.
    let _ = stdin.write_all(input);
    drop(stdin);
    let output = child.wait_with_output().unwrap();
    (
        String::from_utf8(output.stdout).unwrap(),
        output.status.code().unwrap(),
    )
}

/// Runs the filter whole, cut and byte by byte, and expects the same.
#[track_caller]
fn expect(options: &[&str], input: &str, output: &str, status: i32) {
    for cutting in [
        &[][..],
        &["--chunk", "1"],
        &["--chunk", "3"],
        &["--cuts", "9,2,5,5,1000"],
    ] {
        let arguments = [options, cutting, &["-"]].concat();
        assert_eq!(
            decode(&arguments, input.as_bytes()),
            (output.to_owned(), status),
            "{arguments:?}"
        );
    }
}

#[test]
fn prints_events_and_how_the_stream_ended() {
    expect(
        &[],
        "\u{FEFF}retry: 10\r\nid: 1\r\ndata: 你\r\n\r\n: hi\nevent: \"e\"\ndata\n\n",
        concat!(
            r#"{"event":"message","data":"你","id":"1","span":[3,33]}"#,
            "\n",
            r#"{"event":"\"e\"","data":"","id":"1","span":[34,56]}"#,
            "\n",
            r#"{"end":"complete","at":56,"tail":"","last_event_id":"1","retry":10,"ignored":""}"#,
            "\n",
        ),
        0,
    );
}

#[test]
fn prints_comments_on_request() {
    expect(
        &["--comments"],
        ": hi\n\n",
        concat!(
            r#"{"comment":"hi","span":[0,5]}"#,
            "\n",
            r#"{"end":"complete","at":6,"tail":"","last_event_id":"","retry":null,"ignored":""}"#,
            "\n"
        ),
        0,
    );
}

#[test]
fn prints_all_items_on_request() {
    let stream = ": hi\nmeta: {\"a\":1}\ndata: x\n\ndata\n\n{\n\n";
    let events = [
        r#"{"event":"message","data":"x","id":"","span":[0,28]}"#,
        r#"{"event":"message","data":"","id":"","span":[28,34]}"#,
    ];
    let end =
        r#"{"end":"complete","at":37,"tail":"","last_event_id":"","retry":null,"ignored":"{\n"}"#;
    let comment = r#"{"comment":"hi","span":[0,5]}"#;
    let [meta, brace] = [
        r#"{"ignored":"meta: {\"a\":1}","span":[5,19]}"#,
        r#"{"ignored":"{","span":[34,36]}"#,
    ];
    let lines = |lines: &[&str]| lines.join("\n") + "\n";
    let [x, empty] = events;
    expect(
        &["--items"],
        stream,
        &lines(&[comment, meta, x, empty, brace, end]),
        0,
    );
    expect(&[], stream, &lines(&[x, empty, end]), 0);
}

#[test]
fn a_truncated_stream_is_told_and_salvaged_on_request() {
    let end = "{\"end\":\"truncated\",\"at\":9,\"tail\":\"y\",\"last_event_id\":\"\",\"retry\":null,\"ignored\":\"\"}\n";
    let event = "{\"event\":\"message\",\"data\":\"x\",\"id\":\"\",\"span\":[0,9]}\n";
    let salvaged = "{\"event\":\"message\",\"data\":\"y\",\"id\":\"\",\"span\":[9,16]}\n";
    expect(&[], "data: x\n\ndata: y", &format!("{event}{end}"), 3);
    expect(
        &["--salvage"],
        "data: x\n\ndata: y",
        &format!("{event}{salvaged}{end}"),
        3,
    );
}

#[test]
fn an_error_page_is_told_from_an_event_stream() {
    let body = r#"{"error":"rate limited"}"#;
    let end = r#"{"end":"foreign","at":0,"tail":"{\"error\":\"rate limited\"}","last_event_id":"","retry":null,"ignored":"{\"error\":\"rate limited\"}"}"#;
    expect(&[], body, &format!("{end}\n"), 4);
}

#[test]
fn errors_are_printed_with_kind_and_offset() {
    let end = |at| {
        format!(
            "{{\"end\":\"complete\",\"at\":{at},\"tail\":\"\",\"last_event_id\":\"\",\"retry\":null,\"ignored\":\"\"}}\n"
        )
    };
    let error = "{\"error\":\"event-too-large\",\"offset\":14}\n";
    let event = "{\"event\":\"message\",\"data\":\"x\",\"id\":\"\",\"span\":[18,27]}\n";
    expect(
        &["--max-event", "8"],
        "data: 1234567890\n\ndata: x\n\n",
        &format!("{error}{event}{}", end(27)),
        5,
    );
    // What is not asked for has no limit.
    expect(&["--max-event", "8"], ": 1234567890\n\n", &end(14), 0);
    let error = "{\"error\":\"line-too-large\",\"offset\":10}\n";
    expect(
        &["--items", "--max-event", "8"],
        ": 1234567890\n\n",
        &format!("{error}{}", end(14)),
        5,
    );
}

#[test]
fn text_comes_out_whole() {
    for cutting in [&[][..], &["--chunk", "1"], &["--cuts", "1,2,5"]] {
        let arguments = [cutting, &["--format", "text"]].concat();
        let (output, status) = decode(&arguments, b"\xE4\xBD\xA0a\xFFb\xE5\xA5");
        let mut text = String::new();
        let mut last = serde_json::Value::Null;
        for line in output.lines() {
            last = serde_json::from_str(line).unwrap();
            text += last["text"].as_str().unwrap_or_default();
        }
        assert_eq!((text.as_str(), status), ("你a\u{FFFD}b\u{FFFD}", 3));
        assert_eq!(
            (&last["end"], &last["at"]),
            (&"truncated".into(), &6.into())
        );
    }
}

/// The end of a stream without IDs.
fn end(kind: &str, at: u64, tail: &str) -> String {
    let tail = serde_json::Value::from(tail);
    format!(r#"{{"end":"{kind}","at":{at},"tail":{tail},"last_event_id":"","retry":null}}"#) + "\n"
}

#[test]
fn json_texts_come_out_in_every_framing() {
    let frames = |format: &str, first: u64, second: u64| {
        let lines = match format {
            "ndjson" => [r#","line":1"#, r#","line":2"#],
            _ => ["", ""],
        };
        format!(
            "{{\"frame\":{{\"a\":1}},\"span\":[{first},{}]{}}}\n{{\"frame\":[2],\"span\":[{second},{}]{}}}\n",
            first + 7,
            lines[0],
            second + 3,
            lines[1],
        )
    };
    for (format, stream, first, second) in [
        ("json", "{\"a\":1}[2]", 0, 7),
        ("ndjson", "{\"a\":1}\r\n[2]", 0, 9),
        ("json-array", "[{\"a\":1},[2]]", 1, 9),
        ("json-seq", "\u{1E}{\"a\":1}\n\u{1E}[2]\n", 1, 10),
        (
            "content-length",
            "Content-Length: 7\r\n\r\n{\"a\":1}Content-Length: 3\r\n\r\n[2]",
            21,
            49,
        ),
    ] {
        let expected = frames(format, first, second) + &end("complete", stream.len() as u64, "");
        expect(&["--format", format], stream, &expected, 0);
    }
}

#[test]
fn json_that_only_the_end_completes_or_cuts() {
    let frame = "{\"frame\":12,\"span\":[0,2]}\n";
    expect(
        &["--format", "json"],
        "12",
        &format!("{frame}{}", end("complete", 2, "")),
        0,
    );
    expect(
        &["--format", "json"],
        "12 {\"a",
        &format!("{frame}{}", end("truncated", 3, "{\"a")),
        3,
    );
    let page = "{\"error\":\"rate limited\"}";
    expect(
        &["--format", "json-array"],
        page,
        &end("foreign", 0, page),
        4,
    );
}

#[test]
fn json_frames_stay_on_a_line_and_what_is_no_json_is_quoted() {
    let stream = "{\n  \"a\":\r\n1}[\n}1 ";
    let frames = concat!(
        r#"{"frame":{   "a":  1},"span":[0,12]}"#,
        "\n",
        r#"{"raw":"[\n}","span":[12,15]}"#,
        "\n",
        r#"{"frame":1,"span":[15,16]}"#,
        "\n",
    );
    expect(
        &["--format", "json"],
        stream,
        &format!("{frames}{}", end("complete", 17, "")),
        0,
    );
    let frames = concat!(
        r#"{"frame":{   "a":  1},"span":[0,12]}"#,
        "\n",
        r#"{"error":"unexpected-byte","offset":14}"#,
        "\n",
        r#"{"frame":1,"span":[15,16]}"#,
        "\n",
    );
    expect(
        &["--format", "json", "--validate"],
        stream,
        &format!("{frames}{}", end("complete", 17, "")),
        5,
    );
}

#[test]
fn json_limits_and_errors() {
    let frame = "{\"frame\":[3],\"span\":[8,11],\"line\":2}\n";
    expect(
        &["--format", "ndjson", "--max-depth", "2"],
        "[[[1]]]\n[3]\n",
        &format!(
            "{{\"error\":\"too-deep\",\"offset\":2,\"line\":1}}\n{frame}{}",
            end("complete", 12, "")
        ),
        5,
    );
    expect(
        &["--format", "json", "--max-frame", "5"],
        "[123456][3] ",
        &format!(
            "{{\"error\":\"frame-too-large\",\"offset\":5}}\n{{\"frame\":[3],\"span\":[8,11]}}\n{}",
            end("complete", 12, "")
        ),
        5,
    );
    // Nothing tells how to go on: one error, and it ends.
    expect(
        &["--format", "json"],
        "<html>{}{}",
        &format!(
            "{{\"error\":\"unexpected-byte\",\"offset\":0}}\n{}",
            end("foreign", 0, "<html>{}{}")
        ),
        5,
    );
}

#[test]
fn lines_have_numbers() {
    let (output, status) = decode(&["--format", "ndjson"], b"{}\n\nERROR disk full\n[1]\noh");
    let expected = concat!(
        r#"{"frame":{},"span":[0,2],"line":1}"#,
        "\n",
        r#"{"error":"unexpected-byte","offset":4,"line":3}"#,
        "\n",
        r#"{"frame":[1],"span":[20,23],"line":4}"#,
        "\n",
        r#"{"error":"unexpected-byte","offset":24,"line":5}"#,
        "\n",
    );
    assert_eq!(
        (output, status),
        (format!("{expected}{}", end("complete", 26, "")), 5)
    );
}

#[test]
fn without_arguments_it_reads_what_there_is_or_shows_the_sample() {
    let stream = b"data: x\n\n";
    let read = decode(&["-"], stream);
    assert_eq!((decode(&[], stream), read.1), (read, 0));
    let (sample, status) = decode(&[], b"");
    assert!(
        sample.contains("The stream is complete.") && status == 0,
        "{sample}"
    );
    // Nobody reads colours in a pipe.
    assert!(!sample.contains('\u{1B}'), "{sample:?}");
    // What was asked for is an empty stream.
    let end = r#"{"end":"complete","at":0,"tail":"","last_event_id":"","retry":null,"ignored":""}"#;
    assert_eq!(decode(&["-"], b""), (format!("{end}\n"), 0));
}

#[test]
fn help_and_version_are_printed() {
    let manifest = include_str!("../../Cargo.toml");
    for arguments in [["--version"], ["-V"]] {
        let (told, status) = decode(&arguments, b"");
        let version = told.strip_prefix("decode (unchunk ").unwrap();
        let version = version.strip_suffix(")\n").unwrap();
        assert!(
            manifest.contains(&format!("\nversion = \"{version}\"\n")),
            "{told}"
        );
        assert_eq!(status, 0);
    }
    for arguments in [["--help"], ["-h"]] {
        let (help, status) = decode(&arguments, b"");
        assert!(help.starts_with("usage: decode ") && status == 0, "{help}");
    }
}

#[test]
fn bad_usage_is_refused_in_a_line_that_names_it() {
    for (arguments, named) in [
        (&["--format", "xml"][..], "--format 'xml'"),
        (&["--format"], "--format"),
        (&["--chunk", "0"], "--chunk '0'"),
        (&["--chunk", "x"], "--chunk 'x'"),
        (&["--cuts", "1,x"], "--cuts '1,x'"),
        (&["--chunk", "1", "--cuts", "1"], "--chunk and --cuts"),
        (&["--max-event", "0"], "--max-event '0'"),
        (&["--max-depth", "x"], "--max-depth 'x'"),
        (&["--max-frame", "-1"], "--max-frame '-1'"),
        (&["--unknown"], "'--unknown'"),
        (&["one", "two"], "\"two\""),
        (&["/no/such/file"], "/no/such/file: "),
        (&["/"], "/: is a directory"),
    ] {
        let output = Command::new(example::program("decode"))
            .args(arguments)
            .stdin(Stdio::null())
            .output()
            .unwrap();
        let told = String::from_utf8(output.stderr).unwrap();
        assert!(
            told.starts_with("decode: ") && told.contains(named) && told.lines().count() == 1,
            "{arguments:?}: {told}"
        );
        assert_eq!((output.stdout, output.status.code()), (vec![], Some(2)));
    }
}

#[test]
fn an_item_is_printed_before_the_next_chunk_is_waited_for() {
    use std::io::{BufRead, BufReader};

    let mut child = Command::new(example::program("decode"))
        .arg("-")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    for data in ["a", "b"] {
        // The stream stays open, and the blank line's CR alone ends the event.
        write!(stdin, "data: {data}\r\n\r").unwrap();
        stdin.flush().unwrap();
        assert!(
            lines
                .next()
                .unwrap()
                .unwrap()
                .contains(&format!(r#""data":"{data}""#))
        );
    }
    drop(stdin);
    assert!(child.wait().unwrap().success());
}

#[test]
fn a_broken_pipe_ends_it_quietly() {
    let mut child = Command::new(example::program("decode"))
        .arg("-")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let mut stdin = child.stdin.take().unwrap();
    // The program may be gone before all is written.
    let _ = stdin.write_all(&b"data: x\n\n".repeat(100_000));
    drop(stdin);
    let output = child.wait_with_output().unwrap();
    assert!(
        output.status.success() && output.stderr.is_empty(),
        "{output:?}"
    );
}

//! The standard's sentences that cases show.

pub(super) const UTF8: &str =
    "§ 9.2.5 \"Streams must be decoded using the UTF-8 decode algorithm\"";
pub(super) const BOM: &str = "§ 9.2.5 stream = [ bom ] *event";
pub(super) const LINES: &str = "§ 9.2.5 end-of-line = ( cr lf / cr / lf )";
pub(super) const ANY_CHAR: &str = "§ 9.2.5 any-char: all but LF and CR";
pub(super) const BLANK: &str =
    "§ 9.2.6 \"If the line is empty (a blank line): Dispatch the event\"";
pub(super) const COMMENT: &str =
    "§ 9.2.6 \"If the line starts with a U+003A COLON character (:): Ignore the line\"";
pub(super) const COLON: &str =
    "§ 9.2.6 \"Collect the characters on the line before the first U+003A COLON\"";
pub(super) const SPACE: &str =
    "§ 9.2.6 \"If value starts with a U+0020 SPACE character, remove it\"";
pub(super) const NO_COLON: &str =
    "§ 9.2.6 \"using the whole line as the field name, and the empty string as the field value\"";
pub(super) const EVENT: &str = "§ 9.2.6 If the field name is \"event\"";
pub(super) const DATA: &str = "§ 9.2.6 If the field name is \"data\"";
pub(super) const ID: &str = "§ 9.2.6 If the field name is \"id\"";
pub(super) const RETRY: &str = "§ 9.2.6 If the field name is \"retry\"";
pub(super) const OTHER: &str = "§ 9.2.6 Otherwise: \"The field is ignored\"";
pub(super) const NAMES: &str =
    "§ 9.2.6 \"Field names must be compared literally, with no case folding performed\"";
pub(super) const DISPATCH_ID: &str =
    "§ 9.2.6 dispatch, step 1: the last event ID, which no dispatch resets";
pub(super) const DISPATCH_EMPTY: &str =
    "§ 9.2.6 dispatch, step 2: \"If the data buffer is an empty string … return\"";
pub(super) const DISPATCH_LF: &str =
    "§ 9.2.6 dispatch, step 3: one trailing LF is removed from the data buffer";
pub(super) const DISPATCH_RESET: &str =
    "§ 9.2.6 dispatch: data buffer and event type buffer become the empty string";
pub(super) const EOF: &str =
    "§ 9.2.6 \"Once the end of the file is reached, any pending data must be discarded\"";
pub(super) const CHUNKING: &str = "contract 1: chunking never matters";
pub(super) const BOUNDED: &str = "contract 4: what an event may have";
pub(super) const WHERE: &str = "contract 6: errors say where";
pub(super) const VERDICT: &str = "contract 7: the end has a verdict";
pub(super) const SPAN: &str =
    "an event's span: from the first byte after the previous boundary to the end of its blank line";
pub(super) const IGNORED: &str = "contract 7: what the standard ignores is not lost";

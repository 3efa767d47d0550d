//! Several `data` lines in a row: joined as they are met.

use super::cursor::Cursor;
use super::decoder::Decoder;
use super::field::Name;
use super::held::Slot;
use super::line::{Line, Part};
use crate::search::line_end::LF;

const NAME: &[u8] = b"data:";

impl Decoder {
    /// Reads `data` lines after the first one, as long as they follow each other and fit; returns where in a line it
    /// stops, or `None` if the machine must read the next line.
    #[inline(always)]
    pub(super) fn data_lines(&mut self, cursor: &mut Cursor<'_>) -> Option<Line> {
        if self.held.has_data && cursor.rest().starts_with(NAME) {
            self.join_data_lines(cursor)
        } else {
            None
        }
    }

    #[inline(never)]
    fn join_data_lines(&mut self, cursor: &mut Cursor<'_>) -> Option<Line> {
        let most = self.most_data();
        // Moved out, so that the loop keeps it in registers.
        let mut data = self.held.take_data();
        let mut at = *cursor;
        let mut line = None;
        while let Some(value) = at.rest().strip_prefix(NAME) {
            let end = at.line_end(at.at() + NAME.len());
            let space = usize::from(value.first() == Some(&b' '));
            // Copied from the byte before the value on, which the joining LF overwrites.
            let before_value = &at.rest()[NAME.len() - 1 + space..];
            let len = before_value.len() - at.len_from(end);
            let joint = data.len();
            if len > most - joint {
                break;
            }
            data.extend_from(before_value, len, most);
            data.replace(joint, LF);
            at.advance_to(end);
            line = Some(if !at.rest().is_empty() {
                at.pass_line_end()
            } else if value.is_empty() {
                Line::AfterColon(Part::Value(Name::Data))
            } else {
                Line::Data
            });
        }
        *cursor = at;
        self.held.put_data(data);
        line
    }

    /// The most bytes that the data may have, by the event's limit and by the capacity that may be taken for them.
    fn most_data(&self) -> usize {
        let data = &self.held[Slot::Data];
        let capacity = self.held.most_capacity(Slot::Data, self.max_held_bytes());
        (self.room() + data.len()).min(capacity.max(data.capacity()))
    }
}

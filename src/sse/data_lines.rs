//! Several `data` lines in a row: joined as they are met.

use super::cursor::Cursor;
use super::decoder::Decoder;
use super::field::Name;
use super::held::Slot;
use super::line::{Line, Part};
use crate::search::line_end::LF;

const NAME: &[u8] = b"data:";

impl Decoder {
    /// Takes in `data` lines as long as they follow each other and fit; returns where in a line that ends. `None` if
    /// the first one is left to the machine.
    #[cfg_attr(not(target_family = "wasm"), inline(always))]
    pub(super) fn data_lines(&mut self, cursor: &mut Cursor<'_>) -> Option<Line> {
        if cursor.rest().starts_with(NAME) {
            cursor.out_of_line(|cursor| self.join_data_lines(cursor))
        } else {
            None
        }
    }

    #[inline(never)]
    fn join_data_lines(&mut self, cursor: &mut Cursor<'_>) -> Option<Line> {
        let max_bytes = self.room() + self.held[Slot::Data].len();
        let max_capacity = self
            .held
            .most_capacity(Slot::Data, self.max_held_bytes())
            .max(self.held[Slot::Data].capacity());
        let most = max_bytes.min(max_capacity);
        // Taken out of the decoder, so that the loop runs in registers.
        let mut data = self.held.take_data();
        let mut has_data = self.held.has_data;
        let mut line = None;
        while let Some(value) = cursor.rest().strip_prefix(NAME) {
            let start = cursor.at() + NAME.len();
            let end = cursor.line_end(start);
            let space = usize::from(value.first() == Some(&b' '));
            // From the byte before the value on, in whose place comes the LF that joins.
            let joint = usize::from(has_data);
            let len = end - start - space + joint;
            if len > most - data.len() {
                break;
            }
            let joint_at = data.len();
            data.extend_from(&cursor.rest()[NAME.len() + space - joint..], len, most);
            if has_data {
                data.replace(joint_at, LF);
            }
            has_data = true;
            cursor.advance(end - cursor.at());
            line = Some(if !cursor.rest().is_empty() {
                cursor.pass_line_end()
            } else if value.is_empty() {
                Line::AfterColon(Part::Value(Name::Data))
            } else {
                Line::Data
            });
        }
        self.held.put_data(data);
        if line.is_some() {
            self.held.has_data = true;
            self.held.is_unfinished = true;
            self.ignored.known_line();
        }
        line
    }
}

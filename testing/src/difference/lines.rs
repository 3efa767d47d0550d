//! A diff of two texts by lines, for people.

use std::collections::VecDeque;

/// So many lines that both have are shown before and after those that one has.
const CONTEXT: usize = 2;
/// So many lines that only one has are shown; more are counted.
const MOST: usize = 40;
/// Longer lines are cut down to what is around the first difference.
const WIDE: usize = 96;
/// So much of what is equal is shown before the first difference in a long line.
const LEAD: usize = 32;

#[derive(Clone, Copy, PartialEq, Eq)]
enum Mark {
    Both,
    Old,
    New,
}

/// The lines of `old` marked `-`, those of `new` marked `+`, with some of those they share around them.
pub(super) fn diff(old: &str, new: &str) -> Vec<String> {
    let (old, new): (Vec<&str>, Vec<&str>) = (old.lines().collect(), new.lines().collect());
    let marked = mark(&old, &new);
    let mut shown = Vec::new();
    let mut changed = 0;
    let mut skipped = false;
    for (index, (mark, line)) in marked.iter().enumerate() {
        let near = index.saturating_sub(CONTEXT)..marked.len().min(index + CONTEXT + 1);
        if marked[near].iter().all(|(mark, _)| *mark == Mark::Both) {
            skipped = true;
            continue;
        }
        if std::mem::take(&mut skipped) {
            shown.push("  …".to_owned());
        }
        changed += usize::from(*mark != Mark::Both);
        if changed > MOST {
            let rest = &marked[index..];
            let left = rest.iter().filter(|(mark, _)| *mark != Mark::Both).count();
            shown.push(format!("  … and {left} more lines that differ"));
            return shown;
        }
        let at = first_difference(&marked, index).unwrap_or(0);
        shown.push(match mark {
            Mark::Both => format!("  {}", narrow(line, 0)),
            Mark::Old => format!("- {}", narrow(line, at)),
            Mark::New => format!("+ {}", narrow(line, at)),
        });
    }
    if skipped {
        shown.push("  …".to_owned());
    }
    shown
}

/// Where a line of one text and the line that stands for it in the other differ: of a run of `-` lines followed by one
/// of `+` lines the first stands for the first, and so on.
fn first_difference(marked: &[(Mark, &str)], index: usize) -> Option<usize> {
    let (mark, line) = marked[index];
    let run = |from: usize, mark| marked[from..].iter().take_while(move |(m, _)| *m == mark);
    let run_start = |index: usize, mark| {
        let before = marked[..index].iter().rev();
        index - before.take_while(|(m, _)| *m == mark).count()
    };
    let other = match mark {
        Mark::Both => return None,
        Mark::Old => {
            let start = run_start(index, Mark::Old);
            let end = start + run(start, Mark::Old).count();
            run(end, Mark::New).nth(index - start)
        }
        Mark::New => {
            let start = run_start(index, Mark::New);
            let before = run_start(start, Mark::Old);
            run(before, Mark::Old).nth(index - start)
        }
    };
    let (_, other) = other?;
    let both = line.char_indices().zip(other.chars());
    let differing = both.into_iter().find(|((_, a), b)| a != b);
    Some(differing.map_or(line.len().min(other.len()), |((at, _), _)| at))
}

/// A long line without its beginning, if the difference comes late, and without its end.
fn narrow(line: &str, difference: usize) -> String {
    let boundary = |at: usize| (at..=line.len()).find(|at| line.is_char_boundary(*at));
    if line.len() <= WIDE {
        return line.to_owned();
    }
    let start = boundary(difference.saturating_sub(LEAD)).unwrap_or(0);
    let end = boundary(line.len().min(start + WIDE)).unwrap_or(line.len());
    let before = if start > 0 { "…" } else { "" };
    let after = if end < line.len() { "…" } else { "" };
    format!("{before}{}{after}", &line[start..end])
}

/// Marks each line by the longest common subsequence; with too many lines between a common start and a common end, all of
/// these are taken to differ.
fn mark<'t>(old: &[&'t str], new: &[&'t str]) -> Vec<(Mark, &'t str)> {
    let start = old.iter().zip(new).take_while(|(a, b)| a == b).count();
    let (old_rest, new_rest) = (&old[start..], &new[start..]);
    let backwards = old_rest.iter().rev().zip(new_rest.iter().rev());
    let end = backwards.take_while(|(a, b)| a == b).count();
    let old_middle = &old_rest[..old_rest.len() - end];
    let new_middle = &new_rest[..new_rest.len() - end];

    let both = |lines: &[&'t str]| -> Vec<_> { lines.iter().map(|l| (Mark::Both, *l)).collect() };
    let mut marked = both(&old[..start]);
    if old_middle.len().saturating_mul(new_middle.len()) <= 1 << 20 {
        marked.extend(common_subsequence(old_middle, new_middle));
    } else {
        marked.extend(old_middle.iter().map(|line| (Mark::Old, *line)));
        marked.extend(new_middle.iter().map(|line| (Mark::New, *line)));
    }
    marked.extend(both(&old[old.len() - end..]));
    marked
}

fn common_subsequence<'t>(old: &[&'t str], new: &[&'t str]) -> Vec<(Mark, &'t str)> {
    // lengths[i][j]: of the longest common subsequence of old[i..] and new[j..].
    let mut lengths = VecDeque::from([vec![0_u32; new.len() + 1]]);
    for old_line in old.iter().rev() {
        let below = &lengths[0];
        let mut row = vec![0; new.len() + 1];
        for (j, new_line) in new.iter().enumerate().rev() {
            row[j] = if old_line == new_line {
                below[j + 1] + 1
            } else {
                below[j].max(row[j + 1])
            };
        }
        lengths.push_front(row);
    }
    let (mut i, mut j) = (0, 0);
    let mut marked = Vec::new();
    while i < old.len() || j < new.len() {
        if i < old.len() && j < new.len() && old[i] == new[j] {
            marked.push((Mark::Both, old[i]));
            (i, j) = (i + 1, j + 1);
        } else if i < old.len() && (j == new.len() || lengths[i + 1][j] >= lengths[i][j + 1]) {
            marked.push((Mark::Old, old[i]));
            i += 1;
        } else {
            marked.push((Mark::New, new[j]));
            j += 1;
        }
    }
    marked
}

#[cfg(test)]
mod tests {
    use super::diff;

    #[test]
    fn equal_lines_far_away_are_left_out() {
        let old = "1\n2\n3\n4\n5\n6\n7\n8";
        let new = "1\n2\n3\n4\nfive\n6\n7\n8";
        let lines = ["  …", "  3", "  4", "- 5", "+ five", "  6", "  7", "  …"];
        assert_eq!(diff(old, new), lines);
    }

    #[test]
    fn lines_that_only_one_has() {
        assert_eq!(diff("[\n]", "[\na\n]"), ["  [", "+ a", "  ]"]);
        assert_eq!(diff("a\nb\nc", "b\nc\nd"), ["- a", "  b", "  c", "+ d"]);
        assert_eq!(diff("", "a"), ["+ a"]);
    }

    #[test]
    fn long_lines_are_shown_from_before_the_difference() {
        let old = format!("{}one{}", "x".repeat(500), "y".repeat(500));
        let new = old.replace("one", "two");
        let lines = diff(&old, &new);
        let lead = "x".repeat(32);
        let rest = "y".repeat(61);
        assert_eq!(
            lines,
            [
                format!("- …{lead}one{rest}…"),
                format!("+ …{lead}two{rest}…")
            ]
        );
    }

    #[test]
    fn more_lines_than_anybody_reads_are_counted() {
        let old: String = (0..3000).map(|n| format!("{n}\n")).collect();
        let new: String = (0..3000).map(|n| format!("-{n}\n")).collect();
        let lines = diff(&old, &new);
        assert_eq!(lines.len(), 41);
        assert_eq!(lines[40], "  … and 5960 more lines that differ");
    }

    #[test]
    fn characters_are_not_cut() {
        let old = "你".repeat(200);
        let new = format!("{old}好");
        assert_eq!(diff(&old, &new).len(), 2);
    }
}

//! `cargo xtask readme`: what the documents tell a reader to type is typed here, the files they show are written, and the
//! output they show is compared. `readme/block.rs` says how a block is marked; one marked `console` or `text` shows
//! something and is left alone.

mod block;
mod place;

use self::block::{Block, Kind};
use self::place::Place;
use crate::Result;
use crate::process::Groups;
use crate::workspace::Workspace;

/// The documents, and whether each has a folder of its own.
const DOCUMENTS: [(&str, bool); 3] =
    [("README.md", false), ("examples/README.md", false), ("docs/first-steps.md", true)];

#[derive(Debug, Default, clap::Args)]
pub(crate) struct Options {
    /// Documents whose path holds one of these; all without any.
    names: Vec<String>,
}

pub(crate) fn run(workspace: &Workspace, options: &Options) -> Result<()> {
    let groups = Groups::default();
    groups.end_at_interrupt()?;
    let (mut passed, mut failed) = (0, 0);
    let wanted = |document: &str| {
        options.names.is_empty() || options.names.iter().any(|name| document.contains(name.as_str()))
    };
    for (document, scratch) in DOCUMENTS.into_iter().filter(|(document, _)| wanted(document)) {
        let blocks = block::read(&workspace.read(document)?);
        let place = if scratch {
            Place::scratch(workspace, groups.clone())?
        } else {
            Place::root(workspace, groups.clone())
        };
        for (block, result) in type_all(place, &blocks, document)? {
            match result {
                Ok(()) => passed += 1,
                Err(problem) => {
                    failed += 1;
                    println!("== {document}:{} failed: {problem}", block.line);
                }
            }
        }
    }
    println!("readme: {passed} passed, {failed} failed");
    if failed > 0 {
        return Err(String::new());
    }
    if passed == 0 { Err("no document has a runnable block".to_owned()) } else { Ok(()) }
}

/// The blocks of one document in their order, and what came of each.
fn type_all<'b>(
    mut place: Place<'_>,
    blocks: &'b [Block],
    document: &str,
) -> Result<Vec<(&'b Block, Result<()>)>> {
    let ports =
        blocks.iter().filter_map(|block| if let Kind::Serve(port) = block.kind { Some(port) } else { None });
    for port in ports {
        place.take_port(port)?;
    }
    place.with_tools(&blocks.iter().map(|block| block.text.as_str()).collect::<String>())?;
    let mut results = Vec::new();
    let mut said = String::new();
    for (at, block) in blocks.iter().enumerate() {
        let compared = blocks.get(at + 1).is_some_and(|next| next.kind == Kind::Output);
        if matches!(block.kind, Kind::Run | Kind::Fail | Kind::Serve(_)) {
            println!("== {document}:{}\n{}", block.line, block.text.trim_end());
        }
        let result = match &block.kind {
            Kind::Run => place.run(&block.text, compared).map(|output| said = output),
            Kind::Fail => place.fail(&block.text).map(|output| said = output),
            Kind::Serve(port) => place.serve(&block.text, *port),
            Kind::File(file) => place.write(file, &block.text),
            Kind::Output => compare(&said, &place.with_ports(&block.text)),
        };
        results.push((block, result));
    }
    Ok(results)
}

fn compare(said: &str, shown: &str) -> Result<()> {
    if said.trim() == shown.trim() {
        return Ok(());
    }
    Err(format!("the command before it printed\n{said}\nand the document shows\n{shown}"))
}

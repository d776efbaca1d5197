//! Rust source, written item by item.
//!
//! The syntax tree of an item lives only until the item is text. The trees of a
//! whole client together need gigabytes for a large contract, and most of the time
//! went into that memory.

use proc_macro2::TokenStream;
use syn::{Item, ItemMod, visit_mut::VisitMut};

use crate::{
    tidy::{Import, Prefix, Tidy},
    tokens,
};

/// A part of the engine's output or of ours did not have the expected shape.
#[derive(Debug, thiserror::Error)]
#[error("progenitor's output has changed its shape: {0}")]
pub(crate) struct Surprise(pub String);

/// The content of a module, or of a file.
pub(crate) struct Source {
    text: String,
    /// How many modules are around it.
    depth: usize,
    prefix: Prefix,
    imports: Vec<Import>,
}

impl Source {
    /// A file, or a module at this depth inside one. Only the `imports` that an item names
    /// are written.
    pub fn new(depth: usize, prefix: Prefix, imports: &[&'static str]) -> Self {
        Self { text: String::new(), depth, prefix, imports: imports.iter().copied().map(Import::of).collect() }
    }

    /// Whether nothing was written.
    pub fn is_empty(&self) -> bool {
        self.text.is_empty()
    }

    /// Writes an item.
    pub fn item(&mut self, item: Item) {
        let text = self.print(item);
        self.text.push_str(&text);
    }

    /// Writes an item before all others.
    pub fn first(&mut self, item: Item) {
        let text = self.print(item);
        self.text.insert_str(0, &text);
    }

    /// Writes the items in the tokens.
    pub fn tokens(&mut self, tokens: TokenStream) -> Result<(), Surprise> {
        let file: syn::File = parse(tokens)?;
        file.items.into_iter().for_each(|item| self.item(item));
        Ok(())
    }

    /// Writes lines unchanged, at the depth of this module.
    pub fn lines<'a>(&mut self, lines: impl IntoIterator<Item = &'a str>) {
        let indent = "    ".repeat(self.depth);
        for line in lines {
            let line = format!("{indent}{line}");
            self.text.push_str(line.trim_end());
            self.text.push('\n');
        }
    }

    /// Writes a module: its `head`, which is a module without content, and what is in it.
    pub fn module(&mut self, head: ItemMod, content: Self) {
        let head = self.print(Item::Mod(head));
        let indent = "    ".repeat(self.depth);
        let uses = content.imports.iter().filter(|import| import.used);
        let uses: String = uses.map(|import| format!("{indent}    use {};\n", import.path)).collect();
        for import in &mut self.imports {
            let from_inside = format!("super::{}", import.name);
            import.used |= uses.contains(&from_inside) || content.text.contains(&from_inside);
        }
        let head = head.trim_end().trim_end_matches("{}");
        self.text.push_str(&format!("{head}{{\n{uses}{}{indent}}}\n", content.text));
    }

    /// Adds the content of another source of the same kind.
    pub fn append(&mut self, other: Self) {
        self.text.push_str(&other.text);
        for (import, others) in self.imports.iter_mut().zip(other.imports) {
            import.used |= others.used;
        }
    }

    /// The text of all items.
    pub fn into_text(self) -> String {
        self.text
    }

    /// An item's text at a depth of modules. It is printed inside as many modules, whose
    /// own lines are then cut off.
    fn print(&mut self, mut item: Item) -> String {
        Tidy { prefix: self.prefix, imports: &mut self.imports }.visit_item_mut(&mut item);
        for _ in 0..self.depth {
            item = Item::Mod(ItemMod {
                attrs: Vec::new(),
                vis: syn::Visibility::Inherited,
                unsafety: None,
                mod_token: Default::default(),
                ident: tokens::ident("outer"),
                content: Some((Default::default(), vec![item])),
                semi: None,
            });
        }
        let file = syn::File { shebang: None, frontmatter: None, attrs: Vec::new(), items: vec![item] };
        let text = prettyplease::unparse(&file);
        let mut text = text.as_str();
        for _ in 0..self.depth {
            text = text.split_once('\n').map_or("", |(_, inner)| inner);
            text = text.trim_end_matches('\n').rsplit_once('\n').map_or("", |(inner, _)| inner);
        }
        let mut text = text.trim_end_matches('\n').to_owned();
        text.push('\n');
        text
    }
}

/// Parses tokens of a known kind.
pub(crate) fn parse<T: syn::parse::Parse>(tokens: TokenStream) -> Result<T, Surprise> {
    syn::parse2(tokens).map_err(|error| Surprise(error.to_string()))
}

#[cfg(test)]
mod tests {
    use syn::parse_quote;

    use super::*;

    #[test]
    fn an_import_is_written_where_an_item_names_it() {
        let mut inner = Source::new(2, Prefix::Beside, &["super::types", "super::unused"]);
        inner.item(parse_quote! { struct Inner(types::Face, super::error::Error); });
        let mut outer = Source::new(1, Prefix::Beside, &["super::types", "super::types::error", "super::unused"]);
        outer.module(parse_quote! { mod inner {} }, inner);
        let mut file = Source::new(0, Prefix::Beside, &[]);
        file.module(parse_quote! { mod outer {} }, outer);
        let expected = "\
mod outer {
    use super::types;
    use super::types::error;
    mod inner {
        use super::types;
        struct Inner(types::Face, super::error::Error);
    }
}
";
        assert_eq!(file.into_text(), expected);
    }
}

//! The `builder` module.

use std::collections::HashMap;

use openapi::{
    markdown,
    model::{Body, BodyEncoding, Contract, Location, Operation, Parameter, Response, Status, Type},
    names,
};
use proc_macro2::TokenStream;
use quote::quote;
use syn::{
    Expr, ImplItem, Item, ItemImpl, ItemStruct, Stmt, parse_quote,
    visit_mut::{self, VisitMut},
};

use super::{deprecated, engine::pieces, scopes};
use crate::{
    lower,
    source::{Source, Surprise},
    tokens,
};

/// Rewrites the engine's `builder`, for some operations.
pub(super) fn raise(
    contract: &Contract,
    operations: &[Operation],
    engine: TokenStream,
    builders: &mut Source,
) -> Result<(), Surprise> {
    let by_builder: HashMap<String, &Operation> =
        operations.iter().map(|operation| (names::pascal(&operation.id), operation)).collect();
    let find = |ident: &syn::Ident| {
        let operation = by_builder.get(&ident.to_string()).copied();
        operation.ok_or_else(|| Surprise(format!("the builder `{ident}` belongs to no operation")))
    };
    for piece in pieces(engine) {
        match piece.parse()? {
            Item::Use(_) => {}
            Item::Struct(mut structure) => {
                raise_struct(find(&structure.ident)?, &mut structure)?;
                let ident = structure.ident.clone();
                builders.item(Item::Struct(structure));
                builders.tokens(quote! { ::client_runtime::opaque_debug!(#ident<'_>); })?;
            }
            Item::Impl(mut implementation) => {
                let syn::Type::Path(path) = implementation.self_ty.as_ref() else { continue };
                let Some(name) = path.path.segments.last() else { continue };
                raise_impl(contract, find(&name.ident)?, &mut implementation)?;
                builders.item(Item::Impl(implementation));
            }
            other => builders.item(other),
        }
    }
    Ok(())
}

fn raise_struct(operation: &Operation, structure: &mut ItemStruct) -> Result<(), Surprise> {
    let docs = scopes::operation_docs(operation);
    structure.attrs = vec![parse_quote! { #[doc = #docs] }, parse_quote! { #[derive(Clone)] }];
    let syn::Fields::Named(fields) = &mut structure.fields else {
        return Err(Surprise(format!("the builder `{}` has no named fields", structure.ident)));
    };
    for field in &mut fields.named {
        if field.ident.as_ref().is_some_and(|name| name == "client") {
            field.ty = parse_quote! { &'a ::client_runtime::Client };
        }
    }
    fields.named.push(parse_quote! { call_options: ::client_runtime::CallOptions });
    Ok(())
}

fn raise_impl(contract: &Contract, operation: &Operation, implementation: &mut ItemImpl) -> Result<(), Surprise> {
    for item in &mut implementation.items {
        if let ImplItem::Fn(function) = item {
            raise_method(contract, operation, function)?;
        }
    }
    // `with_` sets it apart from the vendor's parameters, whose setters have none.
    implementation.items.push(parse_quote! {
        /// Limits for this call alone, before those of the client.
        pub fn with_options(mut self, options: ::client_runtime::CallOptions) -> Self {
            self.call_options = options;
            self
        }
    });
    Ok(())
}

fn raise_method(contract: &Contract, operation: &Operation, function: &mut syn::ImplItemFn) -> Result<(), Surprise> {
    let name = function.sig.ident.to_string();
    if name == "new" {
        function.vis = parse_quote! { pub(super) };
        function.sig.inputs = parse_quote! { client: &'a ::client_runtime::Client };
        let absent_body = operation.body.as_ref().is_some_and(|body| lower::is_wrapped(contract, body));
        Fresh { absent_body }.visit_impl_item_fn_mut(function);
    } else if name == "send" {
        raise_send(contract, operation, function)?;
    } else if name == "body_map" {
        function.attrs = vec![parse_quote! { #[doc = " Changes the body's builder."] }];
    } else {
        let parameter = operation.parameters.iter().find(|parameter| parameter.rust == name);
        let docs = match parameter {
            Some(parameter) => parameter.docs.clone(),
            None => operation.body.as_ref().map(|body| body.docs.clone()).unwrap_or_default(),
        };
        function.attrs = if docs.is_empty() { Vec::new() } else { vec![parse_quote! { #[doc = #docs] }] };
        let reason = deprecated(&parameter.and_then(|parameter| parameter.deprecated.clone()));
        function.attrs.extend(reason.map(|reason| -> syn::Attribute {
            parse_quote! { #reason }
        }));
        let whole = operation.body.as_ref().is_some_and(|body| lower::has_no_builder(contract, body));
        shorten_setter(function, parameter, &name, whole);
    }
    Ok(())
}

/// A builder as `new` makes it.
struct Fresh {
    /// An optional body is absent at first.
    absent_body: bool,
}

impl VisitMut for Fresh {
    fn visit_expr_struct_mut(&mut self, builder: &mut syn::ExprStruct) {
        for field in &mut builder.fields {
            match &field.member {
                syn::Member::Named(name) if name == "client" => *field = parse_quote! { client },
                syn::Member::Named(name) if name == "body" && self.absent_body => {
                    *field = parse_quote! { body: Ok(Default::default()) };
                }
                _ => {}
            }
        }
        builder.fields.push(parse_quote! { call_options: Default::default() });
    }
}

/// One generic helper instead of a closure in every setter. A body that is given as a
/// `whole` has a setter like that of a parameter.
fn shorten_setter(function: &mut syn::ImplItemFn, parameter: Option<&Parameter>, name: &str, whole: bool) {
    let ident = tokens::ident(name);
    let convert: Expr = match parameter {
        Some(parameter) if parameter.required => parse_quote! { ::client_runtime::convert_any(value, #name) },
        Some(_) => parse_quote! { ::client_runtime::convert_any(value, #name).map(Some) },
        None if whole => parse_quote! { ::client_runtime::convert_any(value, #name) },
        None => return,
    };
    function.block = parse_quote! {{
        self.#ident = #convert;
        self
    }};
}

/// Keeps the engine's extraction of parameters, and sends them through `client_runtime`.
fn raise_send(contract: &Contract, operation: &Operation, function: &mut syn::ImplItemFn) -> Result<(), Surprise> {
    let docs = send_docs(operation);
    function.attrs = vec![parse_quote! { #[doc = #docs] }];
    let syn::ReturnType::Type(_, output) = &mut function.sig.output else {
        return Err(Surprise("`send` returns nothing".to_owned()));
    };
    Answers.visit_type_mut(output);

    let statements = std::mem::take(&mut function.block.stmts);
    let mut kept: Vec<Stmt> = Vec::new();
    let mut complete = false;
    for statement in statements {
        if let Stmt::Local(local) = &statement
            && is_url(local)
        {
            complete = true;
            break;
        }
        kept.push(statement);
    }
    if !complete {
        return Err(Surprise(format!("`send` of `{}` makes no `url`", operation.id)));
    }
    let Some(Stmt::Local(syn::Local { pat: syn::Pat::Struct(fields), .. })) = kept.first() else {
        return Err(Surprise(format!("`send` of `{}` does not take the builder apart", operation.id)));
    };
    let named = fields.fields.iter();
    let taken: syn::Stmt = parse_quote! { let Self { #(#named,)* call_options } = self; };
    kept[0] = taken;
    let table = tokens::ident(&operation.rust.to_uppercase());
    let mut refusal = Refusal { operation: parse_quote! { &super::operations::#table } };
    for statement in &mut kept {
        refusal.visit_stmt_mut(statement);
    }

    let parameters = operation.parameters.iter().map(|parameter| {
        let ident = tokens::ident(&parameter.rust);
        let wire = &parameter.wire;
        let list = matches!(contract.resolve(&parameter.ty), Type::List(_));
        match (parameter.location, parameter.required, list) {
            (Location::Path, ..) => quote! { .path(#wire, &#ident) },
            (Location::Query, required, list) if parameter.allow_reserved => {
                let values = match (required, list) {
                    (true, false) => quote! { Some(&#ident) },
                    (false, false) => quote! { #ident.as_ref() },
                    (true, true) => quote! { &#ident },
                    (false, true) => quote! { #ident.iter().flatten() },
                };
                quote! { .reserved_query(#wire, #values) }
            }
            (Location::Query, true, false) => quote! { .query(#wire, Some(&#ident)) },
            (Location::Query, false, false) => quote! { .query(#wire, #ident.as_ref()) },
            (Location::Query, true, true) => quote! { .query(#wire, &#ident) },
            (Location::Query, false, true) => quote! { .query(#wire, #ident.iter().flatten()) },
            (Location::Header, true, _) => quote! { .header(#wire, Some(&#ident)) },
            (Location::Header, false, _) => quote! { .header(#wire, #ident.as_ref()) },
        }
    });
    let body = operation.body.as_ref().map(|body| raise_body(contract, body));
    let call: Expr = parse_quote! {
        client.call(&super::operations::#table).options(call_options) #(#parameters)* #body .send().await
    };
    kept.push(Stmt::Expr(call, None));
    function.block.stmts = kept;
    Ok(())
}

/// Whether the local is the engine's URL, the only one that is formatted. Its name varies: a parameter may be called
/// `url` as well.
fn is_url(local: &syn::Local) -> bool {
    let value = local.init.as_ref().map(|init| init.expr.as_ref());
    matches!(value, Some(Expr::Macro(made)) if made.mac.path.is_ident("format"))
}

fn raise_body(contract: &Contract, body: &Body) -> TokenStream {
    let media_type = &body.media_type;
    let value = if lower::is_wrapped(contract, body) {
        quote! { body.get() }
    } else {
        quote! { Some(&body) }
    };
    match body.encoding {
        BodyEncoding::Json => quote! { .json(#value, #media_type) },
        BodyEncoding::Form => quote! { .form(#value, #media_type) },
        BodyEncoding::Text => quote! { .text(#value, #media_type) },
        BodyEncoding::Multipart => quote! { .multipart(#value) },
    }
}

fn send_docs(operation: &Operation) -> String {
    let mut docs = "Sends the request.\n\n# Errors\n\n".to_owned();
    docs.push_str("When the request cannot be sent, and when the answer is none of the success statuses");
    let list = |responses: &[Response]| -> String {
        let mut text = String::new();
        for response in responses {
            let status = match response.status {
                Status::Code(code) => code.to_string(),
                Status::Range(range) => format!("{range}XX"),
                Status::Default => "other".to_owned(),
            };
            let meaning = markdown::line(&markdown::first_paragraph(&response.docs));
            text.push_str(&format!("- {status}: {meaning}\n"));
            if !response.headers.is_empty() {
                text.push_str("\n  Headers:\n\n");
                response.headers.iter().for_each(|header| text.push_str(&format!("  {header}\n")));
            }
        }
        text
    };
    docs.push_str(":\n\n");
    docs.push_str(&list(&operation.successes));
    if !operation.errors.is_empty() {
        docs.push_str("\nDocumented errors:\n\n");
        docs.push_str(&list(&operation.errors));
    }
    docs
}

/// The engine's names for what `send` returns, as ours.
struct Answers;

impl VisitMut for Answers {
    fn visit_path_mut(&mut self, path: &mut syn::Path) {
        visit_mut::visit_path_mut(self, path);
        let renamed = path.segments.len() == 1
            && path.segments.first().is_some_and(|first| first.ident == "ResponseValue" || first.ident == "Error");
        if renamed {
            let segments = &path.segments;
            *path = parse_quote! { ::client_runtime::#segments };
        }
    }
}

/// The error about a parameter that cannot be used names its operation.
struct Refusal {
    operation: Expr,
}

impl VisitMut for Refusal {
    fn visit_expr_mut(&mut self, expression: &mut Expr) {
        visit_mut::visit_expr_mut(self, expression);
        let operation = &self.operation;
        if matches!(expression, Expr::Path(path) if path.path.segments.last().is_some_and(|last| last.ident == "InvalidRequest"))
        {
            *expression = parse_quote! { |reason| ::client_runtime::Error::invalid_request(#operation, reason) };
        }
    }
}

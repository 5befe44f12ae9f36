//! The document as a page: plain HTML without a script, made from the document alone.

use serde_json::Value;

const METHODS: [&str; 5] = ["get", "post", "put", "patch", "delete"];

/// The page. `document` is the OpenAPI document as JSON.
pub(super) fn html(document: &Value) -> String {
    let mut page = Page(String::with_capacity(64 * 1024));
    let title = document["info"]["title"].as_str().unwrap_or_default();
    page.raw("<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\">");
    page.raw("<meta name=\"viewport\" content=\"width=device-width\">");
    page.raw("<link rel=\"stylesheet\" href=\"/docs/style.css\"><title>");
    page.text(title);
    page.raw("</title></head><body><main><h1>");
    page.text(title);
    page.raw("</h1><p>");
    page.text(document["info"]["description"].as_str().unwrap_or_default());
    page.raw("</p><p><a href=\"/openapi.json\">openapi.json</a></p><h2>Operations</h2>");
    for (path, item) in members(&document["paths"]) {
        for method in METHODS {
            if item[method].is_object() {
                page.operation(path, method, &item[method]);
            }
        }
    }
    page.raw("<h2>Schemas</h2>");
    for (name, schema) in members(&document["components"]["schemas"]) {
        page.schema(name, schema);
    }
    page.raw("</main></body></html>\n");
    page.0
}

fn members(value: &Value) -> impl Iterator<Item = (&String, &Value)> {
    value.as_object().into_iter().flatten()
}

fn entries(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}

struct Page(String);

impl Page {
    fn raw(&mut self, html: &str) {
        self.0.push_str(html);
    }

    /// Whatever a comment in the code says, it stays text.
    fn text(&mut self, text: &str) {
        for letter in text.chars() {
            match letter {
                '&' => self.0.push_str("&amp;"),
                '<' => self.0.push_str("&lt;"),
                '>' => self.0.push_str("&gt;"),
                '"' => self.0.push_str("&quot;"),
                other => self.0.push(other),
            }
        }
    }

    fn element(&mut self, tag: &str, text: &str) {
        self.raw(&format!("<{tag}>"));
        self.text(text);
        self.raw(&format!("</{tag}>"));
    }

    fn table(&mut self, heads: &[&str]) {
        self.raw("<div class=\"scroll\"><table><thead><tr>");
        for head in heads {
            self.raw("<th scope=\"col\">");
            self.text(head);
            self.raw("</th>");
        }
        self.raw("</tr></thead><tbody>");
    }

    fn end_table(&mut self) {
        self.raw("</tbody></table></div>");
    }

    fn operation(&mut self, path: &str, method: &str, operation: &Value) {
        self.raw("<details id=\"");
        self.text(operation["operationId"].as_str().unwrap_or_default());
        self.raw("\"><summary>");
        self.element("b", &method.to_uppercase());
        self.element("code", path);
        self.raw(" ");
        self.text(operation["summary"].as_str().unwrap_or_default());
        self.raw("</summary><div>");
        if let Some(description) = operation["description"].as_str() {
            self.element("p", description);
        }
        let needs: Vec<&str> = entries(&operation["security"])
            .flat_map(members)
            .map(|(name, _)| name.as_str())
            .collect();
        if !needs.is_empty() {
            self.element("p", &format!("Security: {}", needs.join(", ")));
        }
        if operation["parameters"].is_array() {
            self.element("h3", "Parameters");
            self.table(&["name", "in", "type", "meaning"]);
            for parameter in entries(&operation["parameters"]) {
                self.raw("<tr><td>");
                self.name(
                    parameter["name"].as_str().unwrap_or_default(),
                    parameter["required"] == true,
                );
                self.raw("</td><td>");
                self.text(parameter["in"].as_str().unwrap_or_default());
                self.raw("</td><td>");
                self.kind(&parameter["schema"]);
                self.raw("</td><td>");
                self.text(parameter["description"].as_str().unwrap_or_default());
                self.raw("</td></tr>");
            }
            self.end_table();
        }
        if operation["requestBody"].is_object() {
            self.element("h3", "Body");
            self.raw("<p>");
            self.content(&operation["requestBody"]["content"]);
            self.raw("</p>");
        }
        self.element("h3", "Replies");
        self.table(&["status", "meaning", "body"]);
        for (status, reply) in members(&operation["responses"]) {
            self.raw("<tr><td>");
            self.text(status);
            self.raw("</td><td>");
            self.text(reply["description"].as_str().unwrap_or_default());
            self.raw("</td><td>");
            self.content(&reply["content"]);
            self.raw("</td></tr>");
        }
        self.end_table();
        self.raw("</div></details>");
    }

    fn schema(&mut self, name: &str, schema: &Value) {
        self.raw("<details id=\"schema-");
        self.text(name);
        self.raw("\"><summary>");
        self.element("code", name);
        self.raw("</summary><div>");
        if let Some(description) = schema["description"].as_str() {
            self.element("p", description);
        }
        if schema["properties"].is_object() {
            self.table(&["name", "type", "meaning"]);
            for (name, property) in members(&schema["properties"]) {
                let required = entries(&schema["required"]).any(|known| known == name);
                self.raw("<tr><td>");
                self.name(name, required);
                self.raw("</td><td>");
                self.kind(property);
                self.raw("</td><td>");
                self.text(property["description"].as_str().unwrap_or_default());
                self.raw("</td></tr>");
            }
            self.end_table();
        } else {
            self.raw("<p>");
            self.kind(schema);
            self.raw("</p>");
        }
        self.raw("</div></details>");
    }

    fn name(&mut self, name: &str, required: bool) {
        self.element("code", name);
        if required {
            self.raw(" (required)");
        }
    }

    /// The media types of a body with their schemas.
    fn content(&mut self, content: &Value) {
        for (media, body) in members(content) {
            self.element("code", media);
            self.raw(" ");
            self.kind(&body["schema"]);
            self.raw(" ");
        }
    }

    /// A type in words, with its bounds, and a link where it has a name.
    fn kind(&mut self, schema: &Value) {
        if let Some(reference) = schema["$ref"].as_str() {
            let name = reference.rsplit('/').next().unwrap_or(reference);
            self.raw("<a href=\"#schema-");
            self.text(name);
            self.raw("\">");
            self.text(name);
            self.raw("</a>");
            return;
        }
        for (index, choice) in ["oneOf", "allOf", "anyOf"]
            .iter()
            .flat_map(|key| entries(&schema[*key]))
            .enumerate()
        {
            if index > 0 {
                self.raw(" or ");
            }
            self.kind(choice);
        }
        let types: Vec<&str> = match &schema["type"] {
            Value::String(one) => vec![one],
            several => entries(several).filter_map(Value::as_str).collect(),
        };
        self.text(&types.join(" or "));
        if schema["items"].is_object() {
            self.raw(" of ");
            self.kind(&schema["items"]);
        }
        let bounds: Vec<String> = members(schema)
            .filter(|(key, _)| {
                !matches!(
                    key.as_str(),
                    "type"
                        | "items"
                        | "description"
                        | "oneOf"
                        | "allOf"
                        | "anyOf"
                        | "properties"
                        | "required"
                        | "propertyNames"
                )
            })
            .map(|(key, value)| format!("{key} {value}"))
            .collect();
        if !bounds.is_empty() {
            self.raw(" ");
            self.element("code", &bounds.join(", "));
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::html;

    #[test]
    fn text_of_the_document_never_becomes_markup() {
        let page = html(&json!({
            "info": {"title": "<script>alert(1)</script>", "description": "a & b"},
            "paths": {"/x": {"get": {"operationId": "\"x", "responses": {"200": {"description": "<b>"}}}}},
        }));
        assert!(!page.contains("<script"), "{page}");
        assert!(
            page.contains("a &amp; b") && page.contains("id=\"&quot;x\""),
            "{page}"
        );
        assert!(page.contains("&lt;b&gt;"), "{page}");
    }

    #[test]
    fn a_named_type_links_to_its_schema() {
        let page = html(&json!({
            "paths": {"/x": {"get": {"responses": {"200": {
                "description": "It.",
                "content": {"application/json": {"schema": {"$ref": "#/components/schemas/It"}}},
            }}}}},
            "components": {"schemas": {"It": {
                "type": "object",
                "required": ["count"],
                "properties": {"count": {"type": "integer", "minimum": 1}},
            }}},
        }));
        assert!(page.contains("<a href=\"#schema-It\">It</a>"), "{page}");
        assert!(page.contains("<details id=\"schema-It\">"), "{page}");
        assert!(page.contains("<code>count</code> (required)"), "{page}");
        assert!(page.contains("integer <code>minimum 1</code>"), "{page}");
    }
}

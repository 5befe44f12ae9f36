//! A cut link to one node of Redis takes what is there from everybody who uses Redis, and nothing else.

use std::time::Duration;

use lab_managed::link::LinkMode;
use reqwest::header::{AUTHORIZATION, COOKIE, IF_MATCH, SET_COOKIE};
use reqwest::{Client, Method, RequestBuilder};
use serde_json::{Value, json};
use tokio::runtime::Runtime;

use crate::kit::{Home, runtime};

const LIMIT: Duration = Duration::from_secs(60);
const NODES: usize = 3;
/// The node whose link is cut.
const CUT: usize = 1;

/// The shop as its customers and staff reach it.
struct Shop<'a> {
    home: &'a Home,
    runtime: Runtime,
    http: Client,
    address: String,
    staff: String,
}

/// A product that nobody can buy, so that only this test changes it.
#[derive(Clone)]
struct Product {
    path: String,
    sku: String,
}

impl<'a> Shop<'a> {
    fn of(home: &'a Home) -> Self {
        let status = home.status("default");
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        // The runtime stands still between two requests, and would not see that a connection was closed meanwhile.
        let http = Client::builder().pool_max_idle_per_host(0);
        Self {
            home,
            runtime: runtime(),
            http: http.build().unwrap(),
            address: text(&status["addresses"]["shop"]),
            staff: format!("Bearer {}", text(&status["logins"]["staffToken"])),
        }
    }

    fn request(&self, method: Method, path: &str) -> RequestBuilder {
        self.http.request(method, format!("{}{path}", self.address))
    }

    /// The answer's status, and the cookie that came with it, and its JSON.
    fn send(&self, request: RequestBuilder) -> (u16, Option<String>, Value) {
        self.runtime.block_on(async {
            let answer = request.send().await.unwrap();
            let cookie = answer.headers().get(SET_COOKIE);
            let cookie = cookie.map(|cookie| cookie.to_str().unwrap().to_owned());
            let status = answer.status().as_u16();
            let body = answer.bytes().await.unwrap();
            (
                status,
                cookie,
                serde_json::from_slice(&body).unwrap_or_default(),
            )
        })
    }

    /// Which node has the keys with this hash tag.
    fn node(&self, tag: &str) -> usize {
        let key = format!("{{{tag}}}");
        let ask = ["connect", "redis", "--", "CLUSTER", "KEYSLOT", &key];
        let slot: usize = self.home.run(&ask).with(0).out.trim().parse().unwrap();
        (0..NODES)
            .position(|node| slot < (node + 1) * 16_384 / NODES)
            .unwrap()
    }

    fn draft(sku: &str, name: &str) -> Value {
        json!({
            "sku": sku, "name": name, "nameKo": name, "description": "", "descriptionKo": "",
            "category": "kitchen", "price": {"amount": 1800, "currency": "USD"}, "stock": 0,
        })
    }

    /// At least two products of each node.
    fn products(&self) -> Vec<Vec<Product>> {
        let mut products = vec![Vec::new(); NODES];
        for number in 0.. {
            let sku = format!("CUT-{number}");
            let create = self.request(Method::POST, "/api/products");
            let create = create.header(AUTHORIZATION, &self.staff);
            let (status, _, made) = self.send(create.json(&Self::draft(&sku, "before")));
            // On a busy machine a call between services may fail, and a change is not repeated.
            assert!(matches!(status, 201 | 503), "{made}");
            let Some(id) = made["id"].as_str() else {
                continue;
            };
            let path = format!("/api/products/{id}");
            products[self.node(&format!("product:{id}"))].push(Product { path, sku });
            if products.iter().all(|of_node| of_node.len() >= 2) {
                break;
            }
        }
        products
    }

    /// The name that a product is shown with.
    fn name(&self, product: &Product) -> String {
        let mut name = None;
        self.home.until("a product is shown", LIMIT, |_| {
            let (_, _, shown) = self.send(self.request(Method::GET, &product.path));
            name = shown["name"].as_str().map(str::to_owned);
            name.is_some()
        });
        name.unwrap()
    }

    /// The cookie of a customer per node, with something in the cart.
    fn customers(&self) -> Vec<String> {
        let (_, _, page) = self.send(self.request(Method::GET, "/api/products?limit=1"));
        let id = page["items"][0]["id"].as_str().unwrap().to_owned();
        let mut customers = vec![None; NODES];
        while customers.iter().any(Option::is_none) {
            let put = self.request(Method::PUT, &format!("/api/cart/items/{id}"));
            let (status, cookie, cart) = self.send(put.json(&json!({"quantity": 1})));
            assert!(matches!(status, 200 | 503), "{cart}");
            let Some(cookie) = cookie else { continue };
            let session = cookie.split(';').next().unwrap().to_owned();
            let plain = session.trim_start_matches("session=");
            let uuid: Vec<&str> = [0..8, 8..12, 12..16, 16..20, 20..32]
                .map(|part| &plain[part])
                .to_vec();
            let node = self.node(&uuid.join("-"));
            customers[node] = Some(session);
        }
        customers.into_iter().flatten().collect()
    }

    /// How many lines there are; none while the cart can't be read.
    fn cart(&self, customer: &str) -> Option<usize> {
        let get = self.request(Method::GET, "/api/cart");
        let (status, _, cart) = self.send(get.header(COOKIE, customer));
        assert!(matches!(status, 200 | 503), "{cart}");
        Some(cart["items"].as_array()?.len())
    }

    /// Whether every replica of a workload says this of the cut node, and the other thing of the others, by a metric.
    fn all_say(&self, workload: &str, metric: &str, cut: &str, others: &str) -> bool {
        let status = self.home.status("default");
        let port = |node: usize| {
            let name = format!("services->redis-{}", node + 1);
            let links = status["links"].as_array().unwrap();
            links
                .iter()
                .find(|link| link["name"] == name.as_str())
                .unwrap()["port"]
                .clone()
        };
        let workloads = status["workloads"].as_array().unwrap();
        let workload = workloads.iter().find(|one| one["name"] == workload);
        let mut replicas = workload.unwrap()["replicas"].as_array().unwrap().iter();
        replicas.all(|replica| {
            let address = replica["address"].as_str().unwrap();
            let get = self.http.get(format!("http://{address}/metrics"));
            let text = async { get.send().await?.text().await };
            let text = self.runtime.block_on(text).unwrap();
            (0..NODES).all(|node| {
                let label = format!("node=\"127.0.0.1:{}\"", port(node));
                let said = text
                    .lines()
                    .find(|line| line.starts_with(metric) && line.contains(&label))
                    .and_then(|line| line.rsplit(' ').next());
                said == Some(if node == CUT { cut } else { others })
            })
        })
    }

    /// Whether every client of Redis says this of the cut node, and that it has the others.
    fn all_see(&self, cut: &str) -> bool {
        let mut clients = ["main", "catalog"].into_iter();
        clients.all(|workload| self.all_say(workload, "redis_node_up{", cut, "1"))
    }
}

#[test]
fn a_cut_redis_link_takes_one_nodes_keys_from_every_client_and_gives_them_back() {
    let home = Home::new();
    home.run(&["up"]).with(0);
    // Nothing that was cached ends while the test looks.
    home.run(&["shop", "set", "catalog", "CACHE_TTL_MS=600000"])
        .with(0);
    let shop = Shop::of(&home);
    let (products, customers) = (shop.products(), shop.customers());
    for product in products.iter().flatten() {
        assert_eq!(shop.name(product), "before");
    }
    // Behind the catalog's back: whoever is shown the new name was not answered from the cache.
    let rename = "UPDATE products SET name = 'unseen' WHERE sku LIKE 'CUT-%'";
    home.run(&["connect", "postgres", "catalog", "--", "-c", rename])
        .with(0);
    for product in products.iter().flatten() {
        assert_eq!(shop.name(product), "before");
    }

    home.set_link("services->redis-2", LinkMode::Blackhole);
    home.until("every client misses the node", LIMIT, |_| shop.all_see("0"));
    for _ in 0..5 {
        for (node, (products, customer)) in products.iter().zip(&customers).enumerate() {
            let name = if node == CUT { "unseen" } else { "before" };
            assert_eq!(shop.name(&products[0]), name, "node {node}");
            if node == CUT {
                assert_eq!(shop.cart(customer), None);
            } else {
                home.until("another node's cart is shown", LIMIT, |_| {
                    shop.cart(customer) == Some(1)
                });
            }
        }
    }
    home.until("every catalog leaves the node alone", LIMIT, |_| {
        shop.name(&products[CUT][0]);
        shop.all_say("catalog", "cache_node_paused{", "1", "0")
    });
    // Staff change a product whose node can't be told.
    let changed = &products[CUT][1];
    home.until("the change is made", LIMIT, |_| {
        let change = shop
            .request(Method::PUT, &changed.path)
            .header(AUTHORIZATION, &shop.staff)
            .header(IF_MATCH, "\"1\"");
        shop.send(change.json(&Shop::draft(&changed.sku, "after")));
        shop.name(changed) == "after"
    });
    let before = home.acknowledged("default");
    home.until("customers go on buying", LIMIT, |home| {
        home.acknowledged("default") > before + 3
    });

    home.set_link("services->redis-2", LinkMode::Pass);
    home.until("every client has the node again", LIMIT, |_| {
        shop.all_see("1")
    });
    home.until("the cache uses the node again", LIMIT, |_| {
        // Somebody has to ask for what it has.
        let kept = shop.name(&products[CUT][0]) == "before";
        kept && shop.all_say("catalog", "cache_node_paused{", "0", "0")
    });
    for _ in 0..5 {
        assert_eq!(shop.name(&products[CUT][0]), "before", "as it was kept");
        assert_eq!(shop.name(changed), "after", "told before it was read");
        for customer in &customers {
            home.until("every cart is shown", LIMIT, |_| {
                shop.cart(customer) == Some(1)
            });
        }
    }
    home.run(&["audit"]).with(0);
}

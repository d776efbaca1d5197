//! The client of a vendor that came in by one command, against the sandbox of its contract
//! and through the proxy that checks both.
#![allow(clippy::unwrap_used, reason = "tests")]

use contract::{
    AnyContract, Sandbox, Vendor,
    proxy::{Options, Proxy},
};
use lamps_client::{
    Client, Environment, FilePart,
    types::{LampState, Picture},
};

#[tokio::test]
async fn every_operation_conforms() {
    let vendor = Vendor::named("lamps").unwrap();
    let sandbox = Sandbox::of(AnyContract::new(vendor.validator().unwrap())).start().await.unwrap();
    let (_, token) = sandbox.credentials().all().next().unwrap();
    let proxy = Proxy::start(Options::new(vendor.validator().unwrap().strict(), sandbox.base_url())).await.unwrap();

    let client = Client::builder(proxy.base_url()).build().unwrap();
    let lamps = client.with_token(token);
    let all = lamps.list_lamps().send().await.unwrap().into_inner().lamps;
    assert_eq!(all.len(), 2);
    let lamp = lamps.get_lamp().lamp_id(&all[0].id).send().await.unwrap();
    assert!(matches!(lamp.state, LampState::On));
    let picture = Picture::builder().picture(FilePart::bytes("lamp.png", "image/png", "pixels"));
    lamps.add_picture().lamp_id("lamp-1").body(picture).send().await.unwrap();

    let refused = client.with_token("another-token").list_lamps().send().await.unwrap_err();
    assert_eq!(refused.status().map(|status| status.as_u16()), Some(401));

    let report = proxy.stop().await;
    let rows: Vec<_> = report.rows().iter().map(|row| (row.conforms(), row.status)).collect();
    assert_eq!(rows.len(), 4, "{rows:?}");
    assert!(report.conforms(), "{report:#?}");
    assert_eq!(String::from(Environment::Production), "https://lamps.example.com/v1");
}

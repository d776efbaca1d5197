//! What an answer costs in memory is bounded by the limit for its bytes, in whatever
//! pieces it comes.
#![allow(clippy::unwrap_used, reason = "tests")]

use std::{
    io::{Read as _, Write as _},
    net::TcpListener,
};

use alice_client::Client;

/// Answers one request with a status that is wrapped in so many spaces, each sent as
/// a chunk of its own. A thread, because only what is allocated in the test's is counted.
fn crumbs(spaces: usize) -> String {
    let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let _ = stream.read(&mut [0; 4096]).unwrap();
        let status = r#"{"user": {"user_id": "user-1"}}"#;
        let head = "HTTP/1.1 200 Any\r\nconnection: close\r\ntransfer-encoding: chunked\r\n\r\n";
        let end = format!("{:x}\r\n{status}\r\n0\r\n\r\n", status.len());
        stream.write_all(&[head.as_bytes(), &b"1\r\n \r\n".repeat(spaces), end.as_bytes()].concat()).unwrap();
    });
    url
}

#[test]
fn an_answer_in_crumbs_takes_little_more_than_its_bytes() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let client = Client::builder(crumbs(1 << 18)).build().unwrap();
    let device = client.with_user_token("token");
    let memory = allocation_counter::measure(|| {
        let answer = runtime.block_on(device.get_user_status().send()).unwrap();
        assert_eq!((answer.user.user_id.as_str(), answer.raw_body().len()), ("user-1", (1 << 18) + 31));
    });
    assert!(memory.bytes_max < 2 << 20, "{} bytes", memory.bytes_max);
}

//! Centrifugo (Apache-2.0) as it comes, in a process of its own: the anchor of the rooms. Its
//! program is named by `SHOAL_BENCH_CENTRIFUGO`. It must not be needed: without it there is no
//! anchor.

use super::crowd::{Door, marked};
use super::{RoomServer, item};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

const PROGRAM: &str = "SHOAL_BENCH_CENTRIFUGO";

/// A server that runs.
pub(super) struct Centrifugo {
    child: Child,
    address: SocketAddr,
}

impl Drop for Centrifugo {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

impl Centrifugo {
    /// None where it is not installed.
    pub(super) fn start(folder: &Path) -> Option<Self> {
        let program = std::env::var_os(PROGRAM)?;
        let address = TcpListener::bind("127.0.0.1:0").ok()?.local_addr().ok()?;
        let config = folder.join("centrifugo.json");
        // Whoever comes may read the room, and the API asks for no key: what we measure is sending.
        let text = serde_json::json!({
            "client": { "insecure": true, "allowed_origins": ["*"] },
            "http_api": { "insecure": true },
            "http_server": { "address": "127.0.0.1", "port": address.port().to_string() },
            "log": { "level": "error" },
            "usage_stats": { "disabled": true },
        });
        std::fs::write(&config, text.to_string()).ok()?;
        let mut command = Command::new(program);
        command.arg("--config").arg(&config).stdout(Stdio::null()).stderr(Stdio::null());
        let server = Self { child: command.spawn().ok()?, address };
        for _ in 0..100 {
            if TcpStream::connect(address).is_ok() {
                return Some(server);
            }
            std::thread::sleep(Duration::from_millis(50));
        }
        None
    }
}

impl RoomServer for Centrifugo {
    fn pid(&self) -> u32 {
        self.child.id()
    }

    fn door(&self) -> Door {
        Door {
            address: self.address,
            path: "/connection/websocket".to_owned(),
            says: "{\"id\":1,\"connect\":{}}\n{\"id\":2,\"subscribe\":{\"channel\":\"room\"}}"
                .to_owned(),
            greeting: "\"id\":2,\"subscribe\":{",
        }
    }

    fn ask(&self, _: u32, number: u32) -> String {
        let body = serde_json::json!({ "channel": "room", "data": item(&marked(number)) });
        let body = body.to_string();
        format!(
            "POST /api/publish HTTP/1.1\r\nhost: {}\r\ncontent-type: application/json\r\n\
             content-length: {}\r\n\r\n{body}",
            self.address,
            body.len()
        )
    }
}

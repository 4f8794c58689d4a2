//! The client side of the commands that need a running server: over its control socket, or over
//! HTTP with a token. It must not know what a command wants.

use super::address;
use super::terminal::{Failure, Target};
use crate::adapters;
use anyhow::{Context as _, anyhow};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use reqwest::{Client, Method, RequestBuilder, Response, StatusCode};
use serde_json::Value;
use std::time::Duration;

/// A server that answers.
pub(super) struct Remote {
    http: Client,
    base: String,
    /// What people type; differs from `base` on the control socket.
    pub(super) site: String,
    token: Option<String>,
    owner: Option<String>,
}

/// A new upload.
pub(super) struct NewUpload<'a> {
    pub(super) filename: &'a str,
    pub(super) title: &'a str,
    pub(super) description: &'a str,
    pub(super) tags: &'a str,
    pub(super) privacy: &'a str,
    pub(super) size_bytes: u64,
}

/// Where an upload goes on.
pub(super) struct Upload {
    url: String,
    pub(super) video_id: String,
}

impl Remote {
    /// Chooses the way to the server.
    ///
    /// # Errors
    /// `Unreached` when there is no control socket.
    #[expect(clippy::disallowed_methods, reason = "the commands are a client of their own server")]
    pub(super) fn find(place: &Target, owner: Option<&str>) -> Result<Self, Failure> {
        adapters::install_tls();
        let builder = Client::builder().connect_timeout(Duration::from_secs(5)).no_proxy();
        if let Some(server) = &place.server {
            let base = server.trim_end_matches('/').to_owned();
            let http = builder.build().map_err(anyhow::Error::from)?;
            let (site, token) = (base.clone(), place.token.clone());
            return Ok(Self { http, base, site, token, owner: None });
        }
        let socket = address::control_socket(&place.data_dir);
        let site = address::read_url(&place.data_dir);
        let (Some(site), true) = (site, socket.exists()) else {
            return Err(Failure::Unreached(format!(
                "no server runs on {}: start one with `shoal serve --data-dir {0}`, or name \
                 another folder with --data-dir, or a server with --server and --token",
                place.data_dir.display()
            )));
        };
        let http = builder.unix_socket(socket).build().map_err(anyhow::Error::from)?;
        let owner = owner.map(str::to_owned);
        Ok(Self { http, base: "http://localhost".to_owned(), site, token: None, owner })
    }

    fn request(&self, method: Method, path: &str) -> RequestBuilder {
        let url = format!("{}{path}", self.base);
        let mut request = self.http.request(method, url);
        if let Some(token) = &self.token {
            request = request.bearer_auth(token);
        }
        if let Some(owner) = &self.owner {
            request = request.header("shoal-as", owner);
        }
        request
    }

    async fn send(&self, request: RequestBuilder) -> Result<Response, Failure> {
        let response = request.send().await.map_err(|error| {
            Failure::Unreached(format!("{} does not answer: {error}", self.site))
        })?;
        if response.status().is_success() {
            return Ok(response);
        }
        let status = response.status();
        let body: Value = response.json().await.unwrap_or_default();
        let message = body["error"]["message"].as_str().unwrap_or("no reason was given");
        let told = match body["error"]["code"].as_str() {
            Some(code) => format!("{message} ({code})"),
            None => format!("{message} (HTTP {status})"),
        };
        if status == StatusCode::SERVICE_UNAVAILABLE {
            return Err(Failure::Unreached(told));
        }
        if status.is_server_error() && status != StatusCode::INSUFFICIENT_STORAGE {
            return Err(Failure::Failed(anyhow!("the server failed: {told}")));
        }
        Err(Failure::Refused(told))
    }

    /// Asks for JSON.
    pub(super) async fn get(&self, path: &str) -> Result<Value, Failure> {
        let response = self.send(self.request(Method::GET, path)).await?;
        Ok(response.json().await.context("the server's answer is no JSON")?)
    }

    /// Asks for text.
    pub(super) async fn text(&self, path: &str) -> Result<String, Failure> {
        let response = self.send(self.request(Method::GET, path)).await?;
        Ok(response.text().await.context("the server's answer is no text")?)
    }

    /// Sends a change as JSON and reads the answer.
    pub(super) async fn patch(&self, path: &str, body: &Value) -> Result<Value, Failure> {
        let response = self.send(self.request(Method::PATCH, path).json(body)).await?;
        Ok(response.json().await.context("the server's answer is no JSON")?)
    }

    /// Sends JSON and reads the answer.
    pub(super) async fn post(&self, path: &str, body: &Value) -> Result<Value, Failure> {
        let response = self.send(self.request(Method::POST, path).json(body)).await?;
        Ok(response.json().await.context("the server's answer is no JSON")?)
    }

    /// Opens a resumable upload.
    pub(super) async fn create_upload(&self, new: &NewUpload<'_>) -> Result<Upload, Failure> {
        let pairs = [
            ("filename", new.filename),
            ("title", new.title),
            ("description", new.description),
            ("tags", new.tags),
            ("privacy", new.privacy),
        ];
        let metadata = pairs.map(|(key, value)| format!("{key} {}", STANDARD.encode(value)));
        let request = self
            .request(Method::POST, "/api/v1/uploads")
            .header("tus-resumable", "1.0.0")
            .header("upload-length", new.size_bytes)
            .header("upload-metadata", metadata.join(","));
        let response = self.send(request).await?;
        let header = |name: &str| {
            let value = response.headers().get(name).and_then(|value| value.to_str().ok());
            value.map(str::to_owned).ok_or_else(|| anyhow!("the server sent no {name}"))
        };
        let location = header("location")?;
        let path = location.strip_prefix(&self.site).unwrap_or(&location).to_owned();
        Ok(Upload { url: path, video_id: header("shoal-video-id")? })
    }

    /// Sends bytes at an offset; gives the new offset.
    pub(super) async fn append(
        &self,
        upload: &Upload,
        offset: u64,
        bytes: Vec<u8>,
    ) -> Result<u64, Failure> {
        let request = self
            .request(Method::PATCH, &upload.url)
            .header("tus-resumable", "1.0.0")
            .header("upload-offset", offset)
            .header("content-type", "application/offset+octet-stream")
            .body(bytes);
        offset_of(&self.send(request).await?)
    }

    /// Asks how much of an upload has arrived.
    pub(super) async fn offset(&self, upload: &Upload) -> Result<u64, Failure> {
        let request = self.request(Method::HEAD, &upload.url).header("tus-resumable", "1.0.0");
        offset_of(&self.send(request).await?)
    }
}

fn offset_of(response: &Response) -> Result<u64, Failure> {
    let header = response.headers().get("upload-offset").and_then(|value| value.to_str().ok());
    let offset = header.and_then(|value| value.parse().ok());
    Ok(offset.ok_or_else(|| anyhow!("the server sent no Upload-Offset"))?)
}

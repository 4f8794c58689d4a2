//! transcode through its own client, with a media tool that writes real small fragmented files.

mod erased;
mod exports;
mod faults;
mod flow;
mod restart;
mod world;

//! Where a file stands in the architecture, from its path alone: layer, domain, room. Judges
//! nothing.

/// A layer of `src/`, or one of the trees beside it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Layer {
    /// `src/lib.rs` and `src/main.rs`.
    Root,
    Boot,
    Gateway,
    Domains,
    Split,
    Adapters,
    Contract,
    Kernel,
    /// `build/`: runs before everything else exists.
    Build,
    /// `tests/` and `benches/`.
    Tests,
    /// No Rust of the project.
    Elsewhere,
}

impl Layer {
    /// The layers of `src/` by their folder word.
    pub(crate) fn of_word(word: &str) -> Option<Self> {
        Some(match word {
            "boot" => Self::Boot,
            "gateway" => Self::Gateway,
            "domains" => Self::Domains,
            "split" => Self::Split,
            "adapters" => Self::Adapters,
            "contract" => Self::Contract,
            "kernel" => Self::Kernel,
            _ => return None,
        })
    }

    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Root => "the crate root",
            Self::Boot => "boot",
            Self::Gateway => "gateway",
            Self::Domains => "domains",
            Self::Split => "split",
            Self::Adapters => "adapters",
            Self::Contract => "contract",
            Self::Kernel => "kernel",
            Self::Build => "build",
            Self::Tests => "tests",
            Self::Elsewhere => "elsewhere",
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Place {
    pub(crate) layer: Layer,
    /// The word of the domain, below `src/domains/<word>/`.
    pub(crate) domain: Option<String>,
    /// The room of a domain: `handlers` for `src/domains/video/handlers/publish_video.rs`.
    pub(crate) room: Option<String>,
    /// The file is compiled for tests only, by its name.
    pub(crate) is_test: bool,
}

impl Place {
    pub(crate) fn of(path: &str) -> Self {
        let parts: Vec<&str> = path.split('/').collect();
        let layer = match parts.as_slice() {
            ["src", "lib.rs" | "main.rs"] => Layer::Root,
            ["src", word, _, ..] => Layer::of_word(word).unwrap_or(Layer::Elsewhere),
            ["build" | "build.rs", ..] => Layer::Build,
            ["tests" | "benches", ..] => Layer::Tests,
            _ => Layer::Elsewhere,
        };
        let (domain, room) = match parts.as_slice() {
            ["src", "domains", word, room, ..] => {
                (Some((*word).to_owned()), Some(room.trim_end_matches(".rs").to_owned()))
            },
            _ => (None, None),
        };
        let is_test = layer == Layer::Tests
            || parts.iter().any(|part| *part == "tests.rs" || *part == "tests");
        Self { layer, domain, room, is_test }
    }

    pub(crate) fn domain(&self) -> Option<&str> {
        self.domain.as_deref()
    }

    pub(crate) fn room(&self) -> Option<&str> {
        self.room.as_deref()
    }
}

/// The module path of a file of `src/`: `["domains", "video", "store"]` for both `store.rs` and
/// `store/mod.rs`.
pub(crate) fn module_of(path: &str) -> Vec<String> {
    let inner = path.strip_prefix("src/").unwrap_or(path);
    let inner = inner.trim_end_matches(".rs");
    let mut parts: Vec<String> = inner.split('/').map(str::to_owned).collect();
    if matches!(parts.last().map(String::as_str), Some("mod" | "lib" | "main")) {
        parts.pop();
    }
    parts
}

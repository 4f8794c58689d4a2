//! How a text is drawn, as JSON has it and in words. It must not know a rule.

use crate::contract::danmaku::{Mode, Size};
use utoipa::ToSchema;

/// How it is drawn.
#[derive(Clone, Copy, Default, serde::Serialize, serde::Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = DanmakuModeJson)]
pub(in crate::gateway) enum ModeJson {
    /// From right to left.
    #[default]
    Scroll,
    Top,
    Bottom,
    /// From left to right.
    Reverse,
}

impl ModeJson {
    pub(super) fn of(mode: Mode) -> Self {
        match mode {
            Mode::Unspecified | Mode::Scroll => Self::Scroll,
            Mode::Top => Self::Top,
            Mode::Bottom => Self::Bottom,
            Mode::Reverse => Self::Reverse,
        }
    }

    pub(super) fn mode(self) -> Mode {
        match self {
            Self::Scroll => Mode::Scroll,
            Self::Top => Mode::Top,
            Self::Bottom => Mode::Bottom,
            Self::Reverse => Mode::Reverse,
        }
    }
}

/// How large it is drawn.
#[derive(Clone, Copy, Default, serde::Serialize, serde::Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = DanmakuSizeJson)]
pub(in crate::gateway) enum SizeJson {
    Small,
    #[default]
    Medium,
    Large,
}

impl SizeJson {
    pub(super) fn of(size: Size) -> Self {
        match size {
            Size::Small => Self::Small,
            Size::Unspecified | Size::Medium => Self::Medium,
            Size::Large => Self::Large,
        }
    }

    pub(super) fn size(self) -> Size {
        match self {
            Self::Small => Size::Small,
            Self::Medium => Size::Medium,
            Self::Large => Size::Large,
        }
    }
}

/// The word of a mode.
pub(in crate::gateway) fn mode_word(mode: Mode) -> &'static str {
    match mode {
        Mode::Unspecified | Mode::Scroll => "scroll",
        Mode::Top => "top",
        Mode::Bottom => "bottom",
        Mode::Reverse => "reverse",
    }
}

/// The word of a size.
pub(in crate::gateway) fn size_word(size: Size) -> &'static str {
    match size {
        Size::Small => "small",
        Size::Unspecified | Size::Medium => "medium",
        Size::Large => "large",
    }
}

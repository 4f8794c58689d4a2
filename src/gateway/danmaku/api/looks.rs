//! How a text is drawn, as JSON has it and in words. It must not know a rule.

use crate::contract::danmaku::{Mode, Position, Size};
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
    /// Where `position` says.
    Positioned,
}

impl ModeJson {
    pub(super) fn of(mode: Mode) -> Self {
        match mode {
            Mode::Unspecified | Mode::Scroll => Self::Scroll,
            Mode::Top => Self::Top,
            Mode::Bottom => Self::Bottom,
            Mode::Reverse => Self::Reverse,
            Mode::Positioned => Self::Positioned,
        }
    }

    pub(super) fn mode(self) -> Mode {
        match self {
            Self::Scroll => Mode::Scroll,
            Self::Top => Mode::Top,
            Self::Bottom => Mode::Bottom,
            Self::Reverse => Mode::Reverse,
            Self::Positioned => Mode::Positioned,
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

/// Where a text stands, and for how long.
#[derive(Clone, Copy, serde::Serialize, serde::Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = DanmakuPositionJson)]
pub(in crate::gateway) struct PositionJson {
    /// Of its middle, in thousandths of the width of the picture, from the left.
    x: u32,
    /// The same of its height, from above.
    y: u32,
    duration_ms: u32,
}

impl PositionJson {
    pub(super) fn of(position: Position) -> Self {
        let Position { x, y, duration_ms } = position;
        Self { x, y, duration_ms }
    }

    pub(super) fn position(self) -> Position {
        let Self { x, y, duration_ms } = self;
        Position { x, y, duration_ms }
    }
}

/// The word of a mode.
pub(in crate::gateway) fn mode_word(mode: Mode) -> &'static str {
    match mode {
        Mode::Unspecified | Mode::Scroll => "scroll",
        Mode::Top => "top",
        Mode::Bottom => "bottom",
        Mode::Reverse => "reverse",
        Mode::Positioned => "positioned",
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

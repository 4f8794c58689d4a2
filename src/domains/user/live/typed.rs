//! What somebody typed, and where they come from, as the rules compare it. It must not load
//! anything.

use crate::contract::user::Place;
use crate::domains::user::engine::{spelling, token};
use crate::domains::user::model::{self, Name, Places};
use crate::kernel::fault::Reply;

/// Reads and judges a name as somebody typed it: `NAME_INVALID`.
pub(in crate::domains::user) fn read_name(typed: &str) -> Reply<Name> {
    let spelled = spelling::spell(typed, Name::LETTERS_MAX);
    Ok(model::decide_name(&spelled.shown, &spelled.key, &spelled.bare)?)
}

/// Where somebody comes from, as it is stored for a name.
pub(in crate::domains::user) fn places_of(name: &Name, place: Option<Place>) -> Places {
    let Place { network, device_token, .. } = place.unwrap_or_default();
    let device = Some(device_token).filter(|token| !token.is_empty());
    Places {
        network: token::place(&name.key, "network", &network),
        device: device.map(|device| token::place(&name.key, "device", &device)),
    }
}

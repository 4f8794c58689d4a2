//! The two macros by which settings are declared. They must not hold a word of their own.

/// A section of settings: the structure with its defaults, and what is known of each setting.
///
/// ```text
/// section! {
///     /// What the section is for.
///     pub(crate) struct Options {
///         /// What the setting is for; this is its comment in `config.toml`.
///         session_idle_ms: i64 = 2_592_000_000, live, in Ms 60_000..=31_622_400_000;
///         use_stale_ms: i64 = 300_000, live, in Ms 1_000..=31_622_400_000;
///         check_retry_ms: Vec<i64> = vec![1000], live, in Ms 0..=3_600_000, items 0..=10;
///         public_url: Option<String> = None, by_owner, like "https://videos.example";
///     }
///     beside { use_stale_ms <= session_idle_ms / 2; }
///     also Self::odd;
/// }
/// ```
///
/// `live`, `at_start` or `by_owner` says whether it may change while the site runs. `also` is a
/// method that judges what no bound can say.
macro_rules! section {
    (
        $(#[doc = $about:literal])+
        $(#[derive($($derive:ident),+)])?
        $vis:vis struct $name:ident {
            $(
                $(#[doc = $told:literal])+
                $key:ident: $type:ty = $default:expr, $change:ident
                    $(, in $unit:ident $bounds:expr)? $(, items $items:expr)?
                    $(, like $like:literal)?;
            )+
        }
        $(beside {
            $($low:ident $side:tt $other:ident $(* $times:literal)? $(/ $parts:literal)?;)+
        })?
        $(also $also:path;)?
    ) => {
        $(#[doc = $about])+
        #[derive(Debug, Clone, $($($derive,)+)? serde::Deserialize, serde::Serialize)]
        #[serde(deny_unknown_fields, default)]
        $vis struct $name {
            $($(#[doc = $told])+ $vis $key: $type,)+
        }

        impl Default for $name {
            fn default() -> Self {
                Self { $($key: $default,)+ }
            }
        }

        impl $crate::kernel::settings::Section for $name {
            fn about() -> String {
                concat!($($about),+).trim().to_owned()
            }

            fn declared() -> Vec<$crate::kernel::settings::Declared> {
                vec![$(
                    $crate::kernel::settings::Declared::new::<$type>(
                        stringify!($key),
                        concat!($($told),+),
                        $crate::kernel::settings::section!(@fixed $change),
                    )
                    $(.within::<$type>($crate::kernel::settings::UnitOfMeasure::$unit, &($bounds)))?
                    $(.items(&($items)))?
                    $(.like($like))?,
                )+]
            }

            $(
                fn beside() -> Vec<$crate::kernel::settings::Beside> {
                    vec![$($crate::kernel::settings::Beside {
                        name: stringify!($low),
                        is_least: $crate::kernel::settings::section!(@least $side),
                        other: stringify!($other),
                        times: $crate::kernel::settings::section!(@or_one $($times)?),
                        parts: $crate::kernel::settings::section!(@or_one $($parts)?),
                    },)+]
                }
            )?

            $(
                fn also(&self) -> Vec<(&'static str, $crate::kernel::settings::Reason)> {
                    $also(self)
                }
            )?
        }
    };
    (@fixed live) => { None };
    (@fixed at_start) => { Some($crate::kernel::settings::Fixed::AtStart) };
    (@fixed by_owner) => { Some($crate::kernel::settings::Fixed::ByOwner) };
    (@least >=) => { true };
    (@least <=) => { false };
    (@or_one) => { 1 };
    (@or_one $number:literal) => { $number };
}
pub(crate) use section;

/// Words of which a setting takes one.
macro_rules! choice {
    (
        $(#[doc = $about:literal])+
        $vis:vis enum $name:ident { $($(#[doc = $told:literal])* $variant:ident = $word:literal,)+ }
    ) => {
        $(#[doc = $about])+
        #[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Deserialize, serde::Serialize)]
        $vis enum $name {
            $($(#[doc = $told])* #[serde(rename = $word)] $variant,)+
        }

        impl $crate::kernel::settings::Setting for $name {
            const KIND: $crate::kernel::settings::Kind =
                $crate::kernel::settings::Kind::Word(&[$($word),+]);
            type Bound = $crate::kernel::settings::Boundless;
        }
    };
}
pub(crate) use choice;

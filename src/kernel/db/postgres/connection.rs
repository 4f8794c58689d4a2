//! The connection of a session: a plain one, or one that also hears of what others notify.
//! It must not decide what is done when it is lost.

use super::log::CHANNEL;
use super::texts::written;
use sqlx::pool::PoolOptions;
use sqlx::postgres::{PgConnectOptions, PgConnection, PgListener};
use sqlx::{Acquire as _, Connection as _, Error};
use std::io::ErrorKind;

pub(super) enum Connection {
    Plain(PgConnection),
    Listening(PgListener),
}

impl Connection {
    /// Connects, and runs `set_up` on what was made.
    pub(super) async fn make(
        options: &PgConnectOptions,
        set_up: &str,
        listens: bool,
    ) -> Result<Self, Error> {
        let first = PgConnection::connect_with(options).await?;
        let mut made = if listens {
            // The pool behind a listener says only that it had no time, not why there is none.
            first.close().await?;
            Self::Listening(listen(options).await?)
        } else {
            Self::Plain(first)
        };
        sqlx::raw_sql(written(set_up)).execute(made.get().await?).await?;
        Ok(made)
    }

    pub(super) async fn get(&mut self) -> Result<&mut PgConnection, Error> {
        match self {
            Self::Plain(connection) => Ok(connection),
            // It was never let go of: nothing connects here.
            Self::Listening(listener) => listener.acquire().await,
        }
    }

    /// Waits until somebody notifies, and gives the position; an error once the connection is lost.
    pub(super) async fn heard(&mut self) -> Result<i64, Error> {
        match self {
            Self::Plain(_) => std::future::pending().await,
            Self::Listening(listener) => {
                let told = listener.try_recv().await?;
                let told = told.ok_or_else(|| Error::Io(ErrorKind::UnexpectedEof.into()))?;
                Ok(told.payload().parse().unwrap_or_default())
            },
        }
    }
}

async fn listen(options: &PgConnectOptions) -> Result<PgListener, Error> {
    let pool = PoolOptions::new()
        .max_connections(1)
        .idle_timeout(None)
        .max_lifetime(None)
        .connect_lazy_with(options.clone());
    let mut listener = PgListener::connect_with(&pool).await?;
    listener.ignore_pool_close_event(true);
    // A new connection would no longer hold the database.
    listener.eager_reconnect(false);
    listener.listen(CHANNEL).await?;
    Ok(listener)
}

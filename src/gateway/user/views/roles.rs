//! The roles with their rights, as a table. It must not know which role has which.

use crate::gateway::core::views::Frame;
use crate::kernel::authorize::Right;

/// `GET /admin/roles`
#[derive(askama::Template)]
#[template(path = "user/roles.html")]
pub(crate) struct RolesPage {
    pub(crate) frame: Frame,
    pub(crate) columns: Vec<RoleColumn>,
    pub(crate) rows: Vec<RightRow>,
}

/// A role at the head of its column.
pub(crate) struct RoleColumn {
    pub(crate) code: &'static str,
    pub(crate) name: &'static str,
    pub(crate) accounts: u64,
    pub(crate) suspended: u64,
}

/// A right, and whether each role gives it.
pub(crate) struct RightRow {
    pub(crate) right: Right,
    pub(crate) given: Vec<bool>,
}

impl RightRow {
    /// Cells with the name of their role, which phones show beside them.
    pub(crate) fn cells<'a>(&self, columns: &'a [RoleColumn]) -> Vec<(&'a RoleColumn, bool)> {
        columns.iter().zip(self.given.iter().copied()).collect()
    }

    /// For tests.
    pub(crate) fn code(&self) -> &'static str {
        match self.right {
            Right::Account => "account",
            Right::Upload => "upload",
            Right::Moderate => "moderate",
            Right::ActForOthers => "act-for-others",
            Right::Administer => "administer",
        }
    }
}

impl RolesPage {
    /// "Upload videos"
    pub(crate) fn right(&self, row: &RightRow) -> &'static str {
        let words = self.frame.words.user;
        match row.right {
            Right::Account => words.right_account(),
            Right::Upload => words.right_upload(),
            Right::Moderate => words.right_moderate(),
            Right::ActForOthers => words.right_act_for_others(),
            Right::Administer => words.right_administer(),
        }
    }

    /// "12 accounts, 1 of them suspended"
    pub(crate) fn count(&self, column: &RoleColumn) -> String {
        let words = self.frame.words.user;
        match column.suspended {
            0 => words.roles_accounts(column.accounts),
            suspended => words.roles_accounts_suspended(column.accounts, suspended),
        }
    }
}

#[cfg(test)]
impl RolesPage {
    /// Two roles.
    pub(crate) fn sample(language: crate::gateway::core::words::Language) -> Self {
        let words = language.words().user;
        let column =
            |code, name, accounts, suspended| RoleColumn { code, name, accounts, suspended };
        let row = |right| RightRow { right, given: vec![right == Right::Account, true] };
        Self {
            frame: Frame::sample(language, "/admin/roles"),
            columns: vec![
                column("viewer", words.role_viewer(), 12, 1),
                column("admin", words.role_admin(), 1, 0),
            ],
            rows: Right::ALL.map(row).into(),
        }
    }
}

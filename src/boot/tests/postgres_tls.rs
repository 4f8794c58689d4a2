//! TLS to PostgreSQL: whose certificate is taken, and that no password is told when it goes wrong.
//! Where no PostgreSQL is installed these tests say that they were skipped.

use crate::boot::harness::{Cluster, Harness};
use crate::contract::video::Owner;
use crate::kernel::db::{Address, Admin, Settings};
use rcgen::{
    BasicConstraints, CertificateParams, DnType, ExtendedKeyUsagePurpose, IsCa, Issuer, KeyPair,
};
use std::path::Path;

const SECRET: &str = "pl4nted-s3cret";

struct Authority {
    issuer: Issuer<'static, KeyPair>,
    pem: String,
}

impl Authority {
    fn new(name: &str) -> Self {
        let key = KeyPair::generate().expect("a key");
        let mut params = CertificateParams::default();
        params.distinguished_name.push(DnType::CommonName, name);
        params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
        let pem = params.self_signed(&key).expect("an authority").pem();
        Self { issuer: Issuer::new(params, key), pem }
    }

    /// A certificate for a name, good until a year, as `NAME.pem` and `NAME.key`.
    fn issue(&self, folder: &Path, file: &str, name: &str, until: i32) {
        let key = KeyPair::generate().expect("a key");
        let mut params = CertificateParams::new([name.to_owned()]).expect("a name");
        params.distinguished_name.push(DnType::CommonName, name);
        params.extended_key_usages =
            vec![ExtendedKeyUsagePurpose::ServerAuth, ExtendedKeyUsagePurpose::ClientAuth];
        params.not_before = rcgen::date_time_ymd(2020, 1, 1);
        params.not_after = rcgen::date_time_ymd(until, 1, 1);
        let made = params.signed_by(&key, &self.issuer).expect("a certificate");
        put(folder, &format!("{file}.pem"), &made.pem());
        put(folder, &format!("{file}.key"), &key.serialize_pem());
    }
}

fn put(folder: &Path, name: &str, text: &str) {
    std::fs::write(folder.join(name), text).expect("the folder is ours");
}

/// A server with TLS, and the two authorities: the one it is proved by, and another.
struct Site {
    harness: Harness,
    server: Cluster,
    ours: Authority,
    folder: tempfile::TempDir,
}

impl Site {
    fn new() -> Option<Self> {
        let server = Cluster::start()?;
        let folder = tempfile::tempdir().expect("a temporary folder");
        let ours = Authority::new("ours");
        put(folder.path(), "ca.pem", &ours.pem);
        put(folder.path(), "other.pem", &Authority::new("another").pem);
        Some(Self { harness: Harness::new(), server, ours, folder })
    }

    /// Gives the server a certificate for a name, good until a year.
    fn prove(&mut self, name: &str, until: i32) {
        self.ours.issue(self.folder.path(), "server", name, until);
        self.server.order(&format!("tls {}", self.folder.path().display()));
    }

    /// The address of the server by its name, with a password and what else is said.
    fn url(&self, role: &str, said: &str) -> String {
        let (_, place) = self.server.url.split_once("127.0.0.1").expect("it is here");
        let said = said.replace("HERE", &self.folder.path().display().to_string());
        format!("postgres://{role}:{SECRET}@localhost{place}?{said}")
    }

    fn connect(&self, url: &str) -> Result<(), String> {
        let address = Address::parse(url)?;
        let made = Admin::connect(&self.harness.key, &address, &Settings::default());
        made.map(drop).map_err(|fault| fault.to_string())
    }

    fn refused(&self, said: &str, wanted: &str) {
        let error = self.connect(&self.url("shoal", said)).expect_err(said);
        assert!(error.contains(wanted), "{said}: {error}");
        assert!(!error.contains(SECRET), "{error}");
    }
}

const FULL: &str = "sslmode=verify-full&sslrootcert=HERE/ca.pem";

#[test]
fn only_a_certificate_that_proves_the_server_is_taken() {
    let Some(mut site) = Site::new() else { return };
    site.refused(FULL, "server does not support TLS");
    site.prove("localhost", 2100);
    assert_eq!(site.connect(&site.url("shoal", FULL)), Ok(()));
    assert_eq!(site.connect(&site.url("shoal", "sslmode=require")), Ok(()));
    site.refused("sslmode=verify-full&sslrootcert=HERE/other.pem", "UnknownIssuer");
    site.refused("sslmode=verify-full", "UnknownIssuer");
    site.refused("sslmode=verify-full&sslrootcert=HERE/none.pem", "cannot be opened");
    site.prove("elsewhere.example", 2100);
    site.refused(FULL, "not valid for name");
    site.prove("localhost", 2021);
    site.refused(FULL, "expired");
}

#[test]
fn a_domain_works_over_tls() {
    let Some(mut site) = Site::new() else { return };
    site.prove("localhost", 2100);
    let owner = Address::parse(&site.server.url).expect("an address");
    let admin =
        Admin::connect(&site.harness.key, &owner, &Settings::default()).expect("it is owner");
    admin.make_database("over_tls", "shoal").expect("a database");
    let url = site.url("shoal", FULL).replace("/postgres?", "/over_tls?");
    let address = Address::parse(&url).expect("an address");
    site.harness.storage.urls.insert("video".to_owned(), address);
    let db = site.harness.source::<Owner>();
    let sql = "SELECT COUNT(*) FROM pg_stat_ssl JOIN pg_stat_activity USING (pid) \
               WHERE datname = current_database() AND NOT ssl";
    let plain: Option<i64> =
        site.harness.run(db.read(move |view| view.value(sql, &[]))).expect("it reads");
    assert_eq!(plain, Some(0));
    let sql = "SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()";
    let own: Option<bool> =
        site.harness.run(db.read(move |view| view.value(sql, &[]))).expect("it reads");
    assert_eq!(own, Some(true));
}

#[test]
fn a_role_is_known_by_its_certificate() {
    let Some(mut site) = Site::new() else { return };
    site.prove("localhost", 2100);
    let owner = Address::parse(&site.server.url).expect("an address");
    let admin =
        Admin::connect(&site.harness.key, &owner, &Settings::default()).expect("it is owner");
    admin.make("certified", "not-used").expect("a role");
    site.ours.issue(site.folder.path(), "certified", "certified", 2100);
    let own = format!("{FULL}&sslcert=HERE/certified.pem&sslkey=HERE/certified.key");
    let at =
        |site: &Site, said: &str| site.url("certified", said).replace("/postgres?", "/certified?");
    assert_eq!(site.connect(&at(&site, &own)), Ok(()));
    let error = site.connect(&at(&site, FULL)).expect_err("it has no certificate");
    assert!(error.contains("does not let this role in"), "{error}");
    site.ours.issue(site.folder.path(), "certified", "somebody", 2100);
    let error = site.connect(&at(&site, &own)).expect_err("it is somebody else's");
    assert!(error.contains("does not let this role in"), "{error}");
}

#[test]
fn no_error_shows_a_password() {
    let Some(site) = Site::new() else { return };
    let (_, place) = site.server.url.split_once('@').expect("it names a role");
    let owner = Address::parse(&site.server.url).expect("an address");
    let admin =
        Admin::connect(&site.harness.key, &owner, &Settings::default()).expect("it is owner");
    let (made, _) = admin.make("held", SECRET).expect("a role");
    assert_eq!(site.connect(&made), Ok(()), "the password that was made does not let it in");
    // A character that must not be in a password is told by the driver's own text.
    let unfit = format!("{SECRET}%EE%80%80");
    let wrong = format!("postgres://held:no-{SECRET}@{place}");
    let nowhere = made.rsplit_once('/').map(|(server, _)| format!("{server}/nowhere"));
    let nowhere = nowhere.expect("it names a database");
    for (url, wanted) in [
        (wrong.clone(), "does not let this role in"),
        (nowhere, "make it with"),
        (wrong.replace(&format!("no-{SECRET}"), &unfit), "does not take the password"),
        (format!("postgres://held:{SECRET}@127.0.0.1:1/held"), "broke"),
    ] {
        let error = site.connect(&url).expect_err(wanted);
        assert!(error.contains(wanted), "{wanted}: {error}");
        assert!(!error.contains(SECRET) && !error.contains('\u{e000}'), "{error}");
        let told = format!("{:?}", Address::parse(&url));
        assert!(!told.contains(SECRET), "{told}");
    }
}

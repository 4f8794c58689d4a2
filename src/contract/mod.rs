//! The contracts of the domains, as `build/` wrote them from `proto/`.
//! Nothing here is written by hand, and nothing here knows what a domain does with a call.

mod messages {
    //! The message types, in the module tree that their packages name.
    #![expect(unreachable_pub, reason = "prost writes `pub`; the module is private")]
    include!(concat!(env!("OUT_DIR"), "/messages.rs"));
}

mod secrets {
    //! Which fields are never stored.
    include!(concat!(env!("OUT_DIR"), "/secrets.rs"));
}

include!(concat!(env!("OUT_DIR"), "/contract.rs"));

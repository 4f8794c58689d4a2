//! Bugs that the simulator switches on to prove that it would find them. Each stands where a hand
//! would make it, in the code that serves. It must not be possible to switch one on in the program:
//! there `injected` is the constant `false`, and what hangs on it is not compiled in.

/// A bug that can be injected.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::kernel) enum InjectedFault {
    /// The units of a group are answered before its commit.
    AnswerBeforeCommit,
    /// A unit that failed keeps what it wrote.
    KeepFailedUnit,
    /// A group is committed although one of its units could be neither kept nor undone.
    CommitSpoiledGroup,
    /// Units go on after the engine has rolled their group back.
    GoOnAfterRollback,
    /// A delivery is never held to be a repeated one.
    SkipDedup,
    /// A replay applies what is older than the newest of its kind.
    ReplayOld,
    /// A replay applies what was published before the end of its entity.
    Resurrect,
    /// A replay applies an event as often as it is delivered.
    ReplayTwice,
    /// A replay does not hold back what is parked ahead of it.
    RetryAhead,
    /// A repeat of a keyed command is run again.
    ForgetFirstReply,
    /// Another request under a used key gets the first reply.
    IgnoreFingerprint,
    /// The position is noted before the event has its effect.
    #[cfg(test)]
    AdvanceBeforeApply,
    /// A commit is answered before the disk has it.
    #[cfg(test)]
    ForgetSync,
    /// A position that was read before a replay began is noted after it.
    #[cfg(test)]
    ForgetReplay,
    /// Compaction takes the newest event of a kind as well.
    #[cfg(test)]
    TrimNewest,
    /// A host forgets at a crash what it was told.
    #[cfg(test)]
    ForgetServingRight,
    /// A parked entity is not remembered, so that its later events overtake it.
    LoseParkedKey,
    /// A parked event is forgotten though it failed again.
    DropParkedEvent,
    /// A backup does not hold the writers while it chooses its moment; its own tests see that.
    MissBarrier,
    /// A host serves calls of any epoch.
    IgnoreEpoch,
    /// A host serves on while it is fenced.
    IgnoreFence,
    /// A fence is answered while accepted calls are under way.
    #[cfg(test)]
    AnswerFenceEarly,
    /// A late message gives a host its right again.
    #[cfg(test)]
    TakeLateRight,
    /// The epoch of one route is used with the next; `schedules` finds this and those below.
    ReadRouteTwice,
    /// What a process says of itself is put over a route that leads elsewhere by now.
    LearnOverAnything,
    /// Who waits for a right to serve hears of it before it is in force.
    #[cfg(test)]
    TellBeforeSet,
    /// Two threads that count at once count one.
    CountInTwoSteps,
    /// Whoever waits for the gate to be quiet is not woken.
    ForgetWake,
    /// A group leaves the gate before it is committed.
    LeaveGateEarly,
}

#[cfg(test)]
thread_local! {
    static INJECTED: std::cell::Cell<Option<InjectedFault>> = const { std::cell::Cell::new(None) };
}

/// Whether a bug is injected on this thread.
#[cfg(test)]
pub(in crate::kernel) fn injected(inject: InjectedFault) -> bool {
    INJECTED.get() == Some(inject)
}

/// Whether a bug is injected: never.
#[cfg(not(test))]
pub(in crate::kernel) const fn injected(_: InjectedFault) -> bool {
    false
}

/// Injects a bug on this thread, or takes it out.
#[cfg(test)]
pub(in crate::kernel) fn inject(inject: Option<InjectedFault>) {
    INJECTED.set(inject);
}

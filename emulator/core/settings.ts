/** What a test may turn while the emulator runs, through `POST /_emulator/settings`. Reset puts these back. */
export interface Settings {
  /**
   * Eventual consistency: how many describe calls do not see a new resource yet. 0 switches it off.
   */
  readsBeforeVisible: number;
  /** Seconds between a state such as `pending` and the one that follows it. AWS takes minutes. */
  transitionSeconds: number;
  /**
   * Seconds after which a connection request that nobody accepted becomes `expired`. AWS has such a state and
   * documents no period for it.
   */
  pendingAcceptanceSeconds: number;
}

export const defaultSettings: Readonly<Settings> = {
  readsBeforeVisible: 0,
  transitionSeconds: 1,
  pendingAcceptanceSeconds: 14 * 24 * 3600,
};

/**
 * How services start programs: an ECS task's containers, a function's code. The implementation is `workloads/`; services see this
 * much of it, so that a call can be handled without knowing about processes.
 */
export interface Runner {
  /** Throws when the program cannot be started at all, for example because there is no such command. */
  start(program: Program): Child;
}

/** What runs, and where it stands. */
export interface Program {
  /** `node` and `{node}` are the Node that runs the emulator; a path or a name on the PATH otherwise. There is no shell. */
  readonly command: string;
  readonly args: readonly string[];
  /** All that the program sees of its environment, apart from PATH and what makes a Node program stand in the VPC. */
  readonly environment: Readonly<Record<string, string>>;
  /** Its working directory; an empty one of its own by default, which goes with it. */
  readonly directory?: string;
  /** The network interface at which the program stands. Absent: it has no network but loopback, as a function outside of a VPC. */
  readonly networkInterfaceId?: string;
  /** One line of output, without its line break and never longer than `MAX_LINE_CHARACTERS`. */
  onLine(text: string, stream: 'stdout' | 'stderr'): void;
}

export interface Exit {
  /** Absent when a signal ended it. */
  readonly code: number | undefined;
  readonly signal: string | undefined;
  /** Why it never ran, in the operating system's words: `spawn no-such-command ENOENT`. */
  readonly failure?: string;
}

/** A program that was started. */
export interface Child {
  /** Of its process group. */
  readonly pid: number;
  /** Resolves once it and everything that it started is gone and its output was read; never rejects. */
  readonly exit: Promise<Exit>;
  /** SIGTERM for the program, and SIGKILL for its whole group after the seconds of the wall clock; at once for 0. */
  stop(graceSeconds: number): void;
}

/** As CloudWatch Logs bounds one event: 256 KiB with 26 bytes of overhead, for the three bytes that a UTF-16 unit can take. */
export const MAX_LINE_CHARACTERS = Math.floor((256 * 1024 - 26) / 3);

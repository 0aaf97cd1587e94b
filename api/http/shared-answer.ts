/** One answer for all who ask at about the same time, so that asking often costs as much as asking once. */
export class SharedAnswer<T> {
  readonly #ask: () => Promise<T>;
  readonly #milliseconds: number;
  #answer: Promise<T> | undefined;
  #until = 0;

  /**
   * @param ask when it fails, those who wait for it are told, and the next one asks anew.
   * @param milliseconds that an answer is good for; while one is being made, everybody waits for that one.
   */
  constructor(ask: () => Promise<T>, milliseconds: number) {
    this.#ask = ask;
    this.#milliseconds = milliseconds;
  }

  get(): Promise<T> {
    if (this.#answer !== undefined && Date.now() < this.#until) return this.#answer;
    const answer = this.#ask();
    this.#answer = answer;
    this.#until = Number.POSITIVE_INFINITY;
    answer.then(
      () => {
        if (this.#answer === answer) this.#until = Date.now() + this.#milliseconds;
      },
      () => {
        if (this.#answer === answer) this.forget();
      },
    );
    return answer;
  }

  /** It has become known that the answer is out of date. */
  forget(): void {
    this.#answer = undefined;
  }
}

/** Why a task stops before its containers run, in AWS's words: `stoppedReason`. */
export class StartFailure extends Error {
  override readonly name = 'StartFailure';
}

/** As many as ended peers are listed. */
const MAX_NOTES = 200;

/** Why the user closed a peer, by the id of the peer: the last 200 notes. */
export class CloseNotes {
  private readonly notes = new Map<number, string>();

  of(peer: number): string | undefined {
    return this.notes.get(peer);
  }

  /** Call before the peer is closed: its end is reported within the call. */
  set(peer: number, text: string): void {
    this.notes.delete(peer);
    this.notes.set(peer, text);
    if (this.notes.size > MAX_NOTES) this.notes.delete(this.notes.keys().next().value!);
  }

  /** The peer was not closed after all. */
  delete(peer: number): void {
    this.notes.delete(peer);
  }
}

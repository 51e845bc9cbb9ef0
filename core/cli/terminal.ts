/** Where a command's words go to and come from. The entry point wires the process's own streams. */

export interface Output {
  write(text: string): void;
  readonly isTerminal: boolean;
  /** Of the screen; 80 where there is none. May change while a command runs. */
  readonly columns: number;
  readonly rows: number;
}

export interface Input {
  readonly isTerminal: boolean;
  /** All there is. */
  readAll(): Promise<Uint8Array>;
  /** One line at a time, without line ends. */
  lines(): AsyncIterable<string>;
  /**
   * Shows `question` on standard error and waits for a line, with editing and `history` where there is a terminal.
   * Undefined at the end of the input (Ctrl-D) and when `signal` aborts.
   */
  ask(
    question: string,
    options?: { readonly history?: string[]; readonly signal?: AbortSignal },
  ): Promise<string | undefined>;
}

export interface Terminal {
  readonly stdout: Output;
  readonly stderr: Output;
  readonly stdin: Input;
}

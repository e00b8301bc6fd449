import type { Answer, Ask, QuestionKind, Questions } from '../../protocol/questions.js';

interface Waiting {
  readonly resolve: (answer: never) => void;
  readonly reject: (error: Error) => void;
}

/** The questions whose answer has not arrived. */
export class PendingQuestions {
  private readonly waiting = new Map<number, Waiting>();
  private lastNumber = 0;

  constructor(private readonly send: (request: Ask) => boolean) {}

  /** Rejects at once if there is no connection. */
  ask<Kind extends QuestionKind>(
    question: Kind,
    params: Questions[Kind]['params'],
  ): Promise<Questions[Kind]['answer']> {
    return new Promise((resolve, reject) => {
      this.lastNumber += 1;
      const number = this.lastNumber;
      this.waiting.set(number, { resolve, reject });
      const isSent = this.send({ kind: 'ask', number, question, params } as Ask);
      if (!isSent) this.settle({ number, error: 'the program does not answer at the moment' });
    });
  }

  settle({ number, answer, error }: Answer): void {
    const waiting = this.waiting.get(number);
    this.waiting.delete(number);
    if (error === undefined) waiting?.resolve(answer as never);
    else waiting?.reject(new Error(error));
  }

  rejectAll(error: string): void {
    for (const number of [...this.waiting.keys()]) this.settle({ number, error });
  }
}

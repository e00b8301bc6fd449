import type { Ask, QuestionKind, Questions } from '../protocol/questions.js';

/** Answers the questions of pages, one function per kind. A function that throws an error answers with its message. */
export type Answers = {
  readonly [Kind in QuestionKind]: (
    params: Questions[Kind]['params'],
  ) => Questions[Kind]['answer'] | Promise<Questions[Kind]['answer']>;
};

/** The answers of a monitor. The server answers `act`, because it checks the token of the page. */
export type MonitorAnswers = Omit<Answers, 'act'>;

type AnyAnswer = Questions[QuestionKind]['answer'];

/** The answer to a question: calls the function of its kind. */
export async function answerOf(answers: Answers, { question, params }: Ask): Promise<AnyAnswer> {
  const answer = answers[question] as (each: typeof params) => AnyAnswer | Promise<AnyAnswer>;
  return await answer(params);
}

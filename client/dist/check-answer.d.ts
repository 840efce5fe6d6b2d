import type { Account, AccountsPage, ExportEnd, LookupResults, Me, Problem, Source } from './answers.js';
/** The answer of an operation, and the check that recognises it. */
export interface Expected<Answer> {
    readonly name: string;
    readonly matches: (value: unknown) => value is Answer;
}
export declare const accountAnswer: Expected<Account>;
export declare const pageAnswer: Expected<AccountsPage>;
export declare const lookupAnswer: Expected<LookupResults>;
export declare const meAnswer: Expected<Me>;
export declare const sourceAnswer: Expected<Source>;
export declare const sourcesAnswer: Expected<{
    data: Source[];
}>;
/** Returns the answer if it is one of this operation. Throws an AnswerError otherwise. */
export declare function checkAnswer<Answer>(answer: unknown, { name, matches }: Expected<Answer>): Answer;
/** Whether a value is a problem of Rollcall, and not an error of a proxy in between. */
export declare function isProblem(value: unknown): value is Problem;
/** Whether a value is an account. */
export declare function isAccount(value: unknown): value is Account;
/** Whether a line of an export is its last one. An account has no member `end`. */
export declare function isEndLine(line: unknown): line is {
    readonly end: ExportEnd;
};

import type { Account, Source } from './answers.js';
/** Whether an account matches a filter. */
export declare function matches(account: Account, filter: string, given: string): boolean;
/** Whether accounts of a source can match a filter. */
export declare function canMatch({ properties }: Source, filter: string): boolean;

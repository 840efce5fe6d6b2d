/**
 * The answer of `read`, which is called again with the `nextCursor` of each `scan-incomplete`, as long as those look at further rows.
 * Throws the last one, and any other error of `read`.
 */
export declare function followScan<Answer>(read: (cursor: string | undefined) => Promise<Answer>, from: string | undefined): Promise<Answer>;

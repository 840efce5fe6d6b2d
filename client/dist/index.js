// Generated from client/src by `npm run generate`. Holds openapi-fetch, whose licence is in LICENSE-openapi-fetch.

// ../../node_modules/openapi-fetch/dist/index.mjs
var PATH_PARAM_RE = /\{[^{}]+\}/g;
var supportsRequestInitExt = () => {
  return typeof process === "object" && Number.parseInt(process?.versions?.node?.substring(0, 2)) >= 18 && process.versions.undici;
};
function randomID() {
  return Math.random().toString(36).slice(2, 11);
}
function createClient(clientOptions) {
  let {
    baseUrl = "",
    Request: CustomRequest = globalThis.Request,
    fetch: baseFetch = globalThis.fetch,
    querySerializer: globalQuerySerializer,
    bodySerializer: globalBodySerializer,
    pathSerializer: globalPathSerializer,
    headers: baseHeaders,
    requestInitExt = void 0,
    ...baseOptions
  } = { ...clientOptions };
  requestInitExt = supportsRequestInitExt() ? requestInitExt : void 0;
  baseUrl = removeTrailingSlash(baseUrl);
  const globalMiddlewares = [];
  async function coreFetch(schemaPath, fetchOptions) {
    const {
      baseUrl: localBaseUrl,
      fetch = baseFetch,
      Request = CustomRequest,
      headers,
      params = {},
      parseAs = "json",
      querySerializer: requestQuerySerializer,
      bodySerializer = globalBodySerializer ?? defaultBodySerializer,
      pathSerializer: requestPathSerializer,
      body,
      middleware: requestMiddlewares = [],
      ...init
    } = fetchOptions || {};
    let finalBaseUrl = baseUrl;
    if (localBaseUrl) {
      finalBaseUrl = removeTrailingSlash(localBaseUrl) ?? baseUrl;
    }
    let querySerializer2 = typeof globalQuerySerializer === "function" ? globalQuerySerializer : createQuerySerializer(globalQuerySerializer);
    if (requestQuerySerializer) {
      querySerializer2 = typeof requestQuerySerializer === "function" ? requestQuerySerializer : createQuerySerializer({
        ...typeof globalQuerySerializer === "object" ? globalQuerySerializer : {},
        ...requestQuerySerializer
      });
    }
    const pathSerializer = requestPathSerializer || globalPathSerializer || defaultPathSerializer;
    const serializedBody = body === void 0 ? void 0 : bodySerializer(
      body,
      // Note: we declare mergeHeaders() both here and below because it’s a bit of a chicken-or-egg situation:
      // bodySerializer() needs all headers so we aren’t dropping ones set by the user, however,
      // the result of this ALSO sets the lowest-priority content-type header. So we re-merge below,
      // setting the content-type at the very beginning to be overwritten.
      // Lastly, based on the way headers work, it’s not a simple “present-or-not” check becauase null intentionally un-sets headers.
      mergeHeaders(baseHeaders, headers, params.header)
    );
    const finalHeaders = mergeHeaders(
      // with no body, we should not to set Content-Type
      serializedBody === void 0 || // if serialized body is FormData; browser will correctly set Content-Type & boundary expression
      serializedBody instanceof FormData ? {} : {
        "Content-Type": "application/json"
      },
      baseHeaders,
      headers,
      params.header
    );
    const finalMiddlewares = [...globalMiddlewares, ...requestMiddlewares];
    const requestInit = {
      redirect: "follow",
      ...baseOptions,
      ...init,
      body: serializedBody,
      headers: finalHeaders
    };
    let id;
    let options;
    let request = new Request(
      createFinalURL(schemaPath, { baseUrl: finalBaseUrl, params, querySerializer: querySerializer2, pathSerializer }),
      requestInit
    );
    let response;
    for (const key in init) {
      if (!(key in request)) {
        request[key] = init[key];
      }
    }
    if (finalMiddlewares.length) {
      id = randomID();
      options = Object.freeze({
        baseUrl: finalBaseUrl,
        fetch,
        parseAs,
        querySerializer: querySerializer2,
        bodySerializer,
        pathSerializer
      });
      for (const m of finalMiddlewares) {
        if (m && typeof m === "object" && typeof m.onRequest === "function") {
          const result = await m.onRequest({
            request,
            schemaPath,
            params,
            options,
            id
          });
          if (result) {
            if (result instanceof Request) {
              request = result;
            } else if (result instanceof Response) {
              response = result;
              break;
            } else {
              throw new Error("onRequest: must return new Request() or Response() when modifying the request");
            }
          }
        }
      }
    }
    if (!response) {
      try {
        response = await fetch(request, requestInitExt);
      } catch (error2) {
        let errorAfterMiddleware = error2;
        if (finalMiddlewares.length) {
          for (let i = finalMiddlewares.length - 1; i >= 0; i--) {
            const m = finalMiddlewares[i];
            if (m && typeof m === "object" && typeof m.onError === "function") {
              const result = await m.onError({
                request,
                error: errorAfterMiddleware,
                schemaPath,
                params,
                options,
                id
              });
              if (result) {
                if (result instanceof Response) {
                  errorAfterMiddleware = void 0;
                  response = result;
                  break;
                }
                if (result instanceof Error) {
                  errorAfterMiddleware = result;
                  continue;
                }
                throw new Error("onError: must return new Response() or instance of Error");
              }
            }
          }
        }
        if (errorAfterMiddleware) {
          throw errorAfterMiddleware;
        }
      }
      if (finalMiddlewares.length) {
        for (let i = finalMiddlewares.length - 1; i >= 0; i--) {
          const m = finalMiddlewares[i];
          if (m && typeof m === "object" && typeof m.onResponse === "function") {
            const result = await m.onResponse({
              request,
              response,
              schemaPath,
              params,
              options,
              id
            });
            if (result) {
              if (!(result instanceof Response)) {
                throw new Error("onResponse: must return new Response() when modifying the response");
              }
              response = result;
            }
          }
        }
      }
    }
    const contentLength = response.headers.get("Content-Length");
    if (response.status === 204 || request.method === "HEAD" || contentLength === "0" && !response.headers.get("Transfer-Encoding")?.includes("chunked")) {
      return response.ok ? { data: void 0, response } : { error: void 0, response };
    }
    if (response.ok) {
      const getResponseData = async () => {
        if (parseAs === "stream") {
          return response.body;
        }
        if (parseAs === "json" && !contentLength) {
          const raw = await response.text();
          return raw ? JSON.parse(raw) : void 0;
        }
        return await response[parseAs]();
      };
      return { data: await getResponseData(), response };
    }
    let error = await response.text();
    try {
      error = JSON.parse(error);
    } catch {
    }
    return { error, response };
  }
  return {
    request(method, url, init) {
      return coreFetch(url, { ...init, method: method.toUpperCase() });
    },
    /** Call a GET endpoint */
    GET(url, init) {
      return coreFetch(url, { ...init, method: "GET" });
    },
    /** Call a PUT endpoint */
    PUT(url, init) {
      return coreFetch(url, { ...init, method: "PUT" });
    },
    /** Call a POST endpoint */
    POST(url, init) {
      return coreFetch(url, { ...init, method: "POST" });
    },
    /** Call a DELETE endpoint */
    DELETE(url, init) {
      return coreFetch(url, { ...init, method: "DELETE" });
    },
    /** Call a OPTIONS endpoint */
    OPTIONS(url, init) {
      return coreFetch(url, { ...init, method: "OPTIONS" });
    },
    /** Call a HEAD endpoint */
    HEAD(url, init) {
      return coreFetch(url, { ...init, method: "HEAD" });
    },
    /** Call a PATCH endpoint */
    PATCH(url, init) {
      return coreFetch(url, { ...init, method: "PATCH" });
    },
    /** Call a TRACE endpoint */
    TRACE(url, init) {
      return coreFetch(url, { ...init, method: "TRACE" });
    },
    /** Register middleware */
    use(...middleware) {
      for (const m of middleware) {
        if (!m) {
          continue;
        }
        if (typeof m !== "object" || !("onRequest" in m || "onResponse" in m || "onError" in m)) {
          throw new Error("Middleware must be an object with one of `onRequest()`, `onResponse() or `onError()`");
        }
        globalMiddlewares.push(m);
      }
    },
    /** Unregister middleware */
    eject(...middleware) {
      for (const m of middleware) {
        const i = globalMiddlewares.indexOf(m);
        if (i !== -1) {
          globalMiddlewares.splice(i, 1);
        }
      }
    }
  };
}
function serializePrimitiveParam(name, value, options) {
  if (value === void 0 || value === null) {
    return "";
  }
  if (typeof value === "object") {
    throw new Error(
      "Deeply-nested arrays/objects aren\u2019t supported. Provide your own `querySerializer()` to handle these."
    );
  }
  return `${name}=${options?.allowReserved === true ? value : encodeURIComponent(value)}`;
}
function serializeObjectParam(name, value, options) {
  if (!value || typeof value !== "object") {
    return "";
  }
  const values = [];
  const joiner = {
    simple: ",",
    label: ".",
    matrix: ";"
  }[options.style] || "&";
  if (options.style !== "deepObject" && options.explode === false) {
    for (const k in value) {
      values.push(k, options.allowReserved === true ? value[k] : encodeURIComponent(value[k]));
    }
    const final2 = values.join(",");
    switch (options.style) {
      case "form": {
        return `${name}=${final2}`;
      }
      case "label": {
        return `.${final2}`;
      }
      case "matrix": {
        return `;${name}=${final2}`;
      }
      default: {
        return final2;
      }
    }
  }
  for (const k in value) {
    const finalName = options.style === "deepObject" ? `${name}[${k}]` : k;
    values.push(serializePrimitiveParam(finalName, value[k], options));
  }
  const final = values.join(joiner);
  return options.style === "label" || options.style === "matrix" ? `${joiner}${final}` : final;
}
function serializeArrayParam(name, value, options) {
  if (!Array.isArray(value)) {
    return "";
  }
  if (options.explode === false) {
    const joiner2 = { form: ",", spaceDelimited: "%20", pipeDelimited: "|" }[options.style] || ",";
    const final = (options.allowReserved === true ? value : value.map((v) => encodeURIComponent(v))).join(joiner2);
    switch (options.style) {
      case "simple": {
        return final;
      }
      case "label": {
        return `.${final}`;
      }
      case "matrix": {
        return `;${name}=${final}`;
      }
      // case "spaceDelimited":
      // case "pipeDelimited":
      default: {
        return `${name}=${final}`;
      }
    }
  }
  const joiner = { simple: ",", label: ".", matrix: ";" }[options.style] || "&";
  const values = [];
  for (const v of value) {
    if (options.style === "simple" || options.style === "label") {
      values.push(options.allowReserved === true ? v : encodeURIComponent(v));
    } else {
      values.push(serializePrimitiveParam(name, v, options));
    }
  }
  return options.style === "label" || options.style === "matrix" ? `${joiner}${values.join(joiner)}` : values.join(joiner);
}
function createQuerySerializer(options) {
  return function querySerializer2(queryParams) {
    const search = [];
    if (queryParams && typeof queryParams === "object") {
      for (const name in queryParams) {
        const value = queryParams[name];
        if (value === void 0 || value === null) {
          continue;
        }
        if (Array.isArray(value)) {
          if (value.length === 0) {
            continue;
          }
          search.push(
            serializeArrayParam(name, value, {
              style: "form",
              explode: true,
              ...options?.array,
              allowReserved: options?.allowReserved || false
            })
          );
          continue;
        }
        if (typeof value === "object") {
          search.push(
            serializeObjectParam(name, value, {
              style: "deepObject",
              explode: true,
              ...options?.object,
              allowReserved: options?.allowReserved || false
            })
          );
          continue;
        }
        search.push(serializePrimitiveParam(name, value, options));
      }
    }
    return search.join("&");
  };
}
function defaultPathSerializer(pathname, pathParams) {
  let nextURL = pathname;
  for (const match of pathname.match(PATH_PARAM_RE) ?? []) {
    let name = match.substring(1, match.length - 1);
    let explode = false;
    let style = "simple";
    if (name.endsWith("*")) {
      explode = true;
      name = name.substring(0, name.length - 1);
    }
    if (name.startsWith(".")) {
      style = "label";
      name = name.substring(1);
    } else if (name.startsWith(";")) {
      style = "matrix";
      name = name.substring(1);
    }
    if (!pathParams || pathParams[name] === void 0 || pathParams[name] === null) {
      continue;
    }
    const value = pathParams[name];
    if (Array.isArray(value)) {
      nextURL = nextURL.replace(match, serializeArrayParam(name, value, { style, explode }));
      continue;
    }
    if (typeof value === "object") {
      nextURL = nextURL.replace(match, serializeObjectParam(name, value, { style, explode }));
      continue;
    }
    if (style === "matrix") {
      nextURL = nextURL.replace(match, `;${serializePrimitiveParam(name, value)}`);
      continue;
    }
    nextURL = nextURL.replace(match, style === "label" ? `.${encodeURIComponent(value)}` : encodeURIComponent(value));
  }
  return nextURL;
}
function defaultBodySerializer(body, headers) {
  if (body instanceof FormData) {
    return body;
  }
  if (headers) {
    const contentType = headers.get instanceof Function ? headers.get("Content-Type") ?? headers.get("content-type") : headers["Content-Type"] ?? headers["content-type"];
    if (contentType === "application/x-www-form-urlencoded") {
      return new URLSearchParams(body).toString();
    }
  }
  return JSON.stringify(body);
}
function createFinalURL(pathname, options) {
  let finalURL = `${options.baseUrl}${pathname}`;
  if (options.params?.path) {
    finalURL = options.pathSerializer(finalURL, options.params.path);
  }
  let search = options.querySerializer(options.params.query ?? {});
  if (search.startsWith("?")) {
    search = search.substring(1);
  }
  if (search) {
    finalURL += `?${search}`;
  }
  return finalURL;
}
function mergeHeaders(...allHeaders) {
  const finalHeaders = new Headers();
  for (const h of allHeaders) {
    if (!h || typeof h !== "object") {
      continue;
    }
    const iterator = h instanceof Headers ? h.entries() : Object.entries(h);
    for (const [k, v] of iterator) {
      if (v === null) {
        finalHeaders.delete(k);
      } else if (Array.isArray(v)) {
        for (const v2 of v) {
          finalHeaders.append(k, v2);
        }
      } else if (v !== void 0) {
        finalHeaders.set(k, v);
      }
    }
  }
  return finalHeaders;
}
function removeTrailingSlash(url) {
  if (url.endsWith("/")) {
    return url.substring(0, url.length - 1);
  }
  return url;
}

// answers.ts
function isProblem(value) {
  return isObject(value) && typeof value["type"] === "string" && value["type"].startsWith("/problems/") && typeof value["status"] === "number" && typeof value["retryable"] === "boolean" && (value["sources"] === void 0 || isListOf(value["sources"], isReport));
}
function slugOf({ type }) {
  const slug = type.slice("/problems/".length);
  return isSlugOf(slug, type) ? slug : "internal-error";
}
function isSlugOf(slug, type) {
  return type === `/problems/${slug}`;
}
function isPage(value) {
  return isObject(value) && isListOf(value["data"], isAccount) && isListOf(value["sources"], isReport) && typeof value["complete"] === "boolean" && isObject(value["page"]) && (value["page"]["nextCursor"] === null || typeof value["page"]["nextCursor"] === "string");
}
function isAccount(value) {
  return isObject(value) && typeof value["id"] === "string";
}
function isResults(value) {
  return isObject(value) && isListOf(value["results"], isObject) && typeof value["complete"] === "boolean";
}
function isSource(value) {
  return isObject(value) && typeof value["source"] === "string";
}
function isSourceList(value) {
  return isObject(value) && isListOf(value["data"], isSource);
}
function isEndLine(line) {
  if (!isObject(line) || !isObject(line["end"])) return false;
  const { complete, sources } = line["end"];
  return typeof complete === "boolean" && isListOf(sources, isReport);
}
function isReport(value) {
  return isObject(value) && typeof value["source"] === "string" && Array.isArray(value["warnings"]);
}
function isListOf(value, isItem) {
  return Array.isArray(value) && value.every(isItem);
}
function isObject(value) {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

// errors.ts
var ProblemError = class extends Error {
  name = "ProblemError";
  slug;
  status;
  problem;
  /** Whether the same request may succeed when sent again. */
  retryable;
  /** Milliseconds after which to ask again, as `Retry-After` says; null when the answer has none. */
  retryAfterMs;
  /** For the service's operators: it stands in their log. */
  requestId;
  constructor(problem, retryAfterMs) {
    super(`${problem.title}: ${problem.detail}`);
    this.slug = slugOf(problem);
    this.status = problem.status;
    this.problem = problem;
    this.retryable = problem.retryable;
    this.retryAfterMs = retryAfterMs;
    this.requestId = problem.requestId;
  }
};
var AnswerError = class extends Error {
  name = "AnswerError";
  status;
  /** True for 429, 502, 503 and 504: what is on the way may be better soon. */
  retryable;
  retryAfterMs;
  constructor(message, status, retryAfterMs = null, options) {
    super(message, options);
    this.status = status;
    this.retryable = [429, 502, 503, 504].includes(status);
    this.retryAfterMs = retryAfterMs;
  }
};
var ConnectionError = class extends Error {
  name = "ConnectionError";
  retryable = true;
  retryAfterMs = null;
};
var WalkIncomplete = class extends Error {
  name = "WalkIncomplete";
  end;
  constructor(message, end, options) {
    super(message, options);
    this.end = end;
  }
};

// retry.ts
async function ask(send, { retries, longestWaitMs, wait: wait2 }, signal) {
  for (let attempt = 0; ; attempt += 1) {
    try {
      return await sendOnce(send);
    } catch (error) {
      signal?.throwIfAborted();
      if (attempt >= retries || !mayHelp(error)) throw error;
      const { retryAfterMs } = error;
      if (retryAfterMs !== null && retryAfterMs > longestWaitMs) throw error;
      await wait2(retryAfterMs === null ? pauseMs(attempt) : shortlyAfter(retryAfterMs), signal);
    }
  }
}
function pauseMs(attempt) {
  return 500 * 2 ** Math.min(attempt, 7) * (0.5 + Math.random() / 2);
}
async function sendOnce(send) {
  const { data, error, response } = await send().catch((cause) => {
    if (cause instanceof TypeError) throw new ConnectionError("the service could not be reached", { cause });
    if (cause instanceof SyntaxError) throw new AnswerError("the answer is not JSON", 200, null, { cause });
    throw cause;
  });
  if (data !== void 0 && data !== null) return data;
  const retryAfterMs = readRetryAfter(response.headers.get("retry-after"));
  if (isProblem(error)) throw new ProblemError(error, retryAfterMs);
  throw new AnswerError(`answered with status ${response.status}, and not by Rollcall`, response.status, retryAfterMs);
}
function mayHelp(error) {
  const ours = error instanceof ProblemError || error instanceof AnswerError || error instanceof ConnectionError;
  return ours && error.retryable;
}
function shortlyAfter(ms) {
  return ms + Math.random() * Math.min(ms, 1e3);
}
function readRetryAfter(value) {
  if (value === null) return null;
  const ms = /^\d+$/.test(value) ? Number(value) * 1e3 : Date.parse(value) - Date.now();
  return Number.isNaN(ms) ? null : Math.max(0, ms);
}

// credentials.ts
function withCredentials({ token, apiKey, iotToken, iamAccessToken }) {
  return {
    async onRequest({ request: { headers } }) {
      if (token !== void 0) setSecret(headers, "authorization", `Bearer ${await valueOf(token)}`);
      if (apiKey !== void 0) setSecret(headers, "x-api-key", await valueOf(apiKey));
      if (iotToken !== void 0) setSecret(headers, "x-iot-token", await valueOf(iotToken));
      if (iamAccessToken !== void 0) setSecret(headers, "x-iam-access-token", await valueOf(iamAccessToken));
    }
  };
}
async function valueOf(secret) {
  try {
    return typeof secret === "function" ? await secret() : secret;
  } catch (cause) {
    throw new Error("the credentials cannot be had", { cause });
  }
}
function setSecret(headers, name, value) {
  try {
    headers.set(name, value);
  } catch {
    throw new Error(`the credentials for ${name} hold what cannot stand in a header`);
  }
}

// walk-end.ts
var mostWarnings = 100;
function addReports(sum, page) {
  const added = page.map((report) => {
    const before = sum.find(({ source }) => source === report.source);
    if (before === void 0) return report;
    return {
      ...report,
      returned: before.returned + report.returned,
      total: report.total ?? before.total,
      durationMs: before.durationMs + report.durationMs,
      stale: before.stale || report.stale,
      ageMs: Math.max(before.ageMs, report.ageMs),
      warnings: some([...before.warnings, ...report.warnings])
    };
  });
  return [...added, ...sum.filter((before) => !isIn(page, before))];
}
function addProblem(sum, problem) {
  const { type, title, status, detail, retryable, upstream } = problem;
  const summary = { type, title, status, detail, retryable, ...upstream === void 0 ? {} : { upstream } };
  if (problem.sources !== void 0) {
    return addReports(
      sum,
      problem.sources.map((report) => ({ ...report, returned: 0, warnings: [] }))
    );
  }
  return sum.map(
    (report) => report.source === problem.source ? { ...report, status: "failed", problem: summary } : report
  );
}
function saysWhatIsMissing({ complete, sources }) {
  return complete || sources.some((report) => reasonOf(report, true) !== null);
}
function endOf(sources, count, through, whole) {
  const missing = sources.flatMap((report) => {
    const reason = reasonOf(report, isIn(through, report));
    const { source, total, returned } = report;
    return reason === null ? [] : [{ source, reason, accounts: total === null ? null : Math.max(0, total - returned) }];
  });
  return { complete: whole && missing.length === 0, count, sources, missing };
}
function describe({ missing, sources }) {
  const parts = missing.map(({ source, reason }) => {
    const problem = sources.find((report) => report.source === source)?.problem ?? null;
    return `${source} (${problem === null ? reason : `${reason}: ${slugOf(problem)}`})`;
  });
  return `accounts are missing from ${parts.join(", ") || "a source that is not named"}`;
}
function reasonOf({ status, warnings }, through) {
  if (status !== "ok" && status !== "done") return status;
  if (warnings.some(isLoss)) return "rows";
  return through || status === "done" ? null : "left";
}
function isIn(reports, { source }) {
  return reports.some((report) => report.source === source);
}
function some(warnings) {
  const losses = warnings.filter(isLoss).slice(0, mostWarnings);
  return [...losses, ...warnings.filter((warning) => !isLoss(warning)).slice(0, 1)];
}
function isLoss({ code }) {
  return code !== "total-changed";
}

// export.ts
async function* readExport(body, allowIncomplete, signal) {
  let count = 0;
  for await (const line of linesOf(body, () => count, signal)) {
    if (isEndLine(line)) {
      const { sources, complete, count: told } = line.end;
      const end = endOf(sources, count, sources, complete && told === count);
      if (end.complete || allowIncomplete) return end;
      throw new WalkIncomplete(describe(end), end);
    }
    if (!isAccount(line)) throw new AnswerError("a line of the export is not an account", 200);
    count += 1;
    yield line;
  }
  throw brokeOff(count);
}
async function* linesOf(body, count, signal) {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  let rest = "";
  try {
    for (; ; ) {
      const { done, value } = await reader.read().catch((cause) => {
        signal?.throwIfAborted();
        throw brokeOff(count(), { cause });
      });
      if (done) return;
      const lines = (rest + decoder.decode(value, { stream: true })).split("\n");
      rest = lines.pop() ?? "";
      for (const line of lines) {
        signal?.throwIfAborted();
        yield parse(line);
      }
    }
  } finally {
    await reader.cancel().catch(() => {
    });
  }
}
function parse(line) {
  try {
    return JSON.parse(line);
  } catch (cause) {
    throw new AnswerError("a line of the export is not JSON", 200, null, { cause });
  }
}
function brokeOff(count, options) {
  const end = { complete: false, count, sources: [], missing: [] };
  return new WalkIncomplete("the export broke off: nobody knows what is missing", end, options);
}

// query.ts
var querySerializer = { array: { style: "form", explode: false } };
function namesPerson({ q, employeeId }) {
  return q !== void 0 || employeeId !== void 0;
}
function withOwnList(query) {
  const { source, ...others } = query;
  return source === void 0 ? others : { source: [...source], ...others };
}
function exportUrlOf(baseUrl, query) {
  return createFinalURL("/accounts/export", {
    baseUrl: baseUrl.replace(/\/$/, ""),
    params: { query },
    querySerializer: createQuerySerializer(querySerializer),
    pathSerializer: (path) => path
  });
}

// delay.ts
function wait(ms, signal) {
  return new Promise((resolve, reject) => {
    const stop = () => {
      clearTimeout(timer);
      reject(signal?.reason);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener("abort", stop);
      resolve();
    }, ms);
    if (signal?.aborted) stop();
    else signal?.addEventListener("abort", stop, { once: true });
  });
}

// walk.ts
async function* walk(read, { allowIncomplete, retries, pause, signal }) {
  let sources = [];
  let through = [];
  let whole = true;
  let cursor = null;
  let count = 0;
  let idle = 0;
  let cause;
  for (; ; ) {
    const page = await readOn(read, cursor);
    if (page instanceof ProblemError) {
      cause = page;
      sources = addProblem(sources, page.problem);
      break;
    }
    sources = addReports(sources, page.sources);
    whole &&= saysWhatIsMissing(page);
    count += page.data.length;
    for (const account of page.data) {
      signal?.throwIfAborted();
      yield account;
    }
    cursor = page.page.nextCursor;
    if (cursor === null) {
      through = page.sources;
      break;
    }
    idle = isIdle(page) ? idle + 1 : 0;
    if (idle > retries + sources.length) break;
    if (idle > 0 && sources.some(({ status }) => status === "failed")) await pause(idle);
  }
  const end = endOf(sources, count, through, whole);
  if (end.complete || allowIncomplete) return end;
  throw new WalkIncomplete(describe(end), end, cause === void 0 ? {} : { cause });
}
async function readOn(read, cursor) {
  try {
    return await read(cursor);
  } catch (error) {
    if (cursor === null || !(error instanceof ProblemError)) throw error;
    const { source, sources } = error.problem;
    if (source === void 0 && sources === void 0) throw error;
    return error;
  }
}
function isIdle({ data, sources }) {
  return data.length === 0 && sources.every(({ warnings }) => warnings.length === 0);
}

// create-client.ts
function createClient2(options) {
  const { baseUrl, headers = {}, credentials = "same-origin", fetch = globalThis.fetch } = options;
  if (!/^(https?:\/\/|\/|$)/i.test(baseUrl)) throw new TypeError("baseUrl must begin with http://, https:// or /");
  const { retries = 3, longestWaitMs = 6e4 } = options;
  const patience = { retries, longestWaitMs, wait: options.wait ?? wait };
  const api = createClient({
    baseUrl,
    headers,
    credentials,
    querySerializer,
    fetch: (request) => fetch(request)
  });
  api.use(withCredentials(options));
  const read = (send, signal) => ask(send, patience, signal);
  const page = async (query = {}, { signal } = {}) => {
    const send = () => api.GET("/accounts", { params: { query: withOwnList(query) }, ...given(signal) });
    return checked(await read(send, signal), isPage, "a page of accounts");
  };
  const search = async (query, { signal } = {}) => {
    const send = () => api.POST("/accounts/search", { body: withOwnList(query), ...given(signal) });
    return checked(await read(send, signal), isPage, "a page of accounts");
  };
  return {
    api,
    page,
    search,
    accounts(query = {}, { signal, allowIncomplete = false } = {}) {
      const readPage = namesPerson(query) ? search : page;
      const pause = (pages) => patience.wait(pauseMs(pages - 1), signal);
      const next = (cursor) => readPage({ limit: 100, ...query, ...cursor === null ? {} : { cursor } }, given(signal));
      return walk(next, { allowIncomplete, retries, pause, signal });
    },
    async lookup(key, { signal, include } = {}) {
      const query = { ...key, ...include === void 0 ? {} : { include } };
      const send = () => api.GET("/accounts/lookup", { params: { query }, ...given(signal) });
      return checked(await read(send, signal), isAccount, "an account");
    },
    async lookups(keys, { signal, include } = {}) {
      const body = { keys: [...keys], ...include === void 0 ? {} : { include } };
      const send = () => api.POST("/accounts/lookup", { body, ...given(signal) });
      return checked(await read(send, signal), isResults, "results of a lookup");
    },
    async sources({ signal } = {}) {
      const send = () => api.GET("/sources", { ...given(signal) });
      return checked(await read(send, signal), isSourceList, "a list of sources").data;
    },
    async source(source, { signal } = {}) {
      const send = () => api.GET("/sources/{source}", { params: { path: { source } }, ...given(signal) });
      return checked(await read(send, signal), isSource, "a source");
    },
    async *exportAccounts(query = {}, { signal, allowIncomplete = false } = {}) {
      const send = () => api.GET("/accounts/export", { params: { query: withOwnList(query) }, parseAs: "stream", ...given(signal) });
      const body = await read(send, signal);
      return yield* readExport(body, allowIncomplete, signal);
    },
    exportUrl: (query = {}) => exportUrlOf(baseUrl, query)
  };
}
function given(signal) {
  return signal === void 0 ? {} : { signal };
}
function checked(answer, isWanted, what) {
  if (isWanted(answer)) return answer;
  throw new AnswerError(`the answer is not ${what}`, 200);
}
export {
  AnswerError,
  ConnectionError,
  ProblemError,
  WalkIncomplete,
  createClient2 as createClient,
  namesPerson
};

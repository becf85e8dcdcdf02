// What a page of another origin can call by fetch: Connect with JSON, Connect streams, and gRPC-Web, binary and text.
// Each case is a function that throws what it did not find; all results are posted to the program that served the page.

const { service } = await (await fetch("/config")).json();

const encoder = new TextEncoder();
const decoder = new TextDecoder();

function expect(found, wanted, what) {
  const [left, right] = [JSON.stringify(found), JSON.stringify(wanted)];
  if (left !== right) {
    throw new Error(`${what} is ${left}, not ${right}`);
  }
}

// --- protobuf, as much as the messages here need ---

function varint(value) {
  const bytes = [];
  while (value > 0x7f) {
    bytes.push((value & 0x7f) | 0x80);
    value >>>= 7;
  }
  bytes.push(value);
  return bytes;
}

function field(number, content) {
  return [...varint((number << 3) | 2), ...varint(content.length), ...content];
}

function number(field, value) {
  return [...varint(field << 3), ...varint(value)];
}

const text = (value) => [...encoder.encode(value)];

// The fields of a message: a list of [number, value], where a value is a number or bytes.
function fields(bytes) {
  const found = [];
  let at = 0;
  const next = () => {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = bytes[at++];
      value += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) {
        return value;
      }
    }
  };
  while (at < bytes.length) {
    const tag = next();
    const value = next();
    if ((tag & 7) === 2) {
      found.push([tag >> 3, bytes.slice(at, at + value)]);
      at += value;
    } else {
      found.push([tag >> 3, value]);
    }
  }
  return found;
}

const first = (bytes, wanted) => (fields(bytes).find(([number]) => number === wanted) ?? [])[1];

// UnaryRequest { response_definition { response_data } }
const unaryRequest = (data) => field(1, field(2, text(data)));
// UnaryRequest { response_definition { error { code, message } } }
const errorRequest = (code, message) => field(1, field(3, [...number(1, code), ...field(2, text(message))]));
// ServerStreamRequest { response_definition { response_data... } }
const streamRequest = (...data) => field(1, data.flatMap((each) => field(2, text(each))));
// UnaryResponse { payload { data } }
const payloadData = (message) => decoder.decode(first(first(message, 1), 1));

// --- frames: a flag, four bytes of length, the content ---

function frame(content, flags = 0) {
  const head = new Uint8Array(5);
  head[0] = flags;
  new DataView(head.buffer).setUint32(1, content.length);
  return new Uint8Array([...head, ...content]);
}

function unframe(bytes) {
  const frames = [];
  for (let at = 0; at < bytes.length; ) {
    const length = new DataView(bytes.buffer, bytes.byteOffset + at).getUint32(1);
    frames.push({ flags: bytes[at], content: bytes.slice(at + 5, at + 5 + length) });
    at += 5 + length;
  }
  return frames;
}

const base64 = (bytes) => btoa(String.fromCharCode(...bytes));

// A body of gRPC-Web text may be several pieces of base64, each with its own padding.
function unbase64(body) {
  const pieces = body.match(/[^=]+=*/g) ?? [];
  return new Uint8Array(pieces.flatMap((piece) => [...atob(piece)].map((char) => char.charCodeAt(0))));
}

function trailers(content) {
  const lines = decoder.decode(content).split("\r\n").filter((line) => line !== "");
  return Object.fromEntries(lines.map((line) => {
    const colon = line.indexOf(":");
    return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
  }));
}

// --- the ways to call ---

function post(method, type, body, headers = {}) {
  return fetch(`${service}/${method}`, { method: "POST", headers: { "content-type": type, ...headers }, body });
}

function json(method, message, headers = {}) {
  const own = { "connect-protocol-version": "1", ...headers };
  return post(method, "application/json", JSON.stringify(message), own);
}

async function web(method, message, mode, headers = {}) {
  const isText = mode === "text";
  const type = isText ? "application/grpc-web-text" : "application/grpc-web+proto";
  const body = isText ? base64(frame(message)) : frame(message);
  const reply = await post(method, type, body, { "x-grpc-web": "1", ...headers });
  expect(reply.status, 200, "HTTP status");
  const kind = reply.headers.get("content-type") ?? "";
  if (!kind.startsWith(isText ? "application/grpc-web-text" : "application/grpc-web")) {
    throw new Error(`content-type is ${kind}`);
  }
  const bytes = isText ? unbase64(await reply.text()) : new Uint8Array(await reply.arrayBuffer());
  const frames = unframe(bytes);
  const end = frames.find(({ flags }) => flags & 0x80);
  // A call without a message may put its trailers into the headers.
  const ends = end ? trailers(end.content) : Object.fromEntries(reply.headers);
  const messages = frames.filter(({ flags }) => !(flags & 0x80)).map(({ content }) => content);
  return { messages, ends, headers: reply.headers };
}

// Reads a body as it comes, and gives back the whole frames in it.
async function* stream(reply) {
  const reader = reply.body.getReader();
  let rest = new Uint8Array();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) {
      return;
    }
    rest = new Uint8Array([...rest, ...value]);
    while (rest.length >= 5) {
      const length = new DataView(rest.buffer, rest.byteOffset).getUint32(1);
      if (rest.length < 5 + length) {
        break;
      }
      yield { flags: rest[0], content: rest.slice(5, 5 + length) };
      rest = rest.slice(5 + length);
    }
  }
}

const definition = (fields) => ({ responseDefinition: fields });

const cases = {
  async "connect-unary"() {
    const reply = await json("Unary", definition({ responseData: btoa("hello") }));
    expect(reply.status, 200, "HTTP status");
    expect((await reply.json()).payload.data, btoa("hello"), "data");
  },

  async "connect-error"() {
    const reply = await json("Unary", definition({ error: { code: "CODE_PERMISSION_DENIED", message: "no" } }));
    expect(reply.status, 403, "HTTP status");
    const { code, message } = await reply.json();
    expect([code, message], ["permission_denied", "no"], "error");
  },

  async "connect-get"() {
    const message = encodeURIComponent(JSON.stringify(definition({ responseData: btoa("get") })));
    const reply = await fetch(`${service}/IdempotentUnary?connect=v1&encoding=json&message=${message}`);
    expect(reply.status, 200, "HTTP status");
    expect((await reply.json()).payload.data, btoa("get"), "data");
  },

  async "preflight-allows-own-header"() {
    const reply = await json("Unary", definition({ responseData: "" }), { "x-mine": "yes", "connect-timeout-ms": "5000" });
    const { requestHeaders } = (await reply.json()).payload.requestInfo;
    expect(requestHeaders.find(({ name }) => name.toLowerCase() === "x-mine")?.value, ["yes"], "x-mine at the server");
  },

  async "own-headers-are-exposed"() {
    const reply = await json("Unary", definition({
      responseData: "",
      responseHeaders: [{ name: "x-head", value: ["a"] }],
      responseTrailers: [{ name: "x-tail", value: ["b"] }],
    }));
    expect([reply.headers.get("x-head"), reply.headers.get("trailer-x-tail")], ["a", "b"], "headers");
  },

  async "connect-proto"() {
    const reply = await post("Unary", "application/proto", new Uint8Array(unaryRequest("proto")));
    expect(reply.status, 200, "HTTP status");
    expect(payloadData(new Uint8Array(await reply.arrayBuffer())), "proto", "data");
  },

  async "connect-server-stream"() {
    const message = definition({ responseData: [btoa("a"), btoa("b"), btoa("c")], responseDelayMs: 50 });
    const reply = await post("ServerStream", "application/connect+json", frame(text(JSON.stringify(message))));
    expect(reply.status, 200, "HTTP status");
    const found = [];
    let end;
    for await (const { flags, content } of stream(reply)) {
      const value = JSON.parse(decoder.decode(content));
      if (flags & 0x02) {
        end = value;
      } else {
        found.push(atob(value.payload.data));
      }
    }
    expect(found, ["a", "b", "c"], "messages");
    expect(end?.error, undefined, "error at the end");
    expect(end !== undefined, true, "whether there is an end");
  },

  async "abort"() {
    const control = new AbortController();
    setTimeout(() => control.abort(), 100);
    const body = JSON.stringify(definition({ responseData: "", responseDelayMs: 3000 }));
    const options = { method: "POST", headers: { "content-type": "application/json" }, body, signal: control.signal };
    const caught = await fetch(`${service}/Unary`, options).then(() => "", (error) => error.name);
    expect(caught, "AbortError", "what fetch throws");
    // The server goes on.
    expect((await json("Unary", {})).status, 200, "HTTP status of the next call");
  },

  async "web-server-stream-as-it-comes"() {
    const body = frame(streamRequest("a", "b"));
    const reply = await post("ServerStream", "application/grpc-web+proto", body, { "x-grpc-web": "1" });
    const found = [];
    let status;
    for await (const { flags, content } of stream(reply)) {
      if (flags & 0x80) {
        status = trailers(content)["grpc-status"];
      } else {
        found.push(payloadData(content));
      }
    }
    expect([found, status], [["a", "b"], "0"], "messages and status");
  },
};

for (const mode of ["binary", "text"]) {
  cases[`web-${mode}-unary`] = async () => {
    const { messages, ends } = await web("Unary", unaryRequest("hello"), mode);
    expect([messages.map(payloadData), ends["grpc-status"]], [["hello"], "0"], "messages and status");
  };

  cases[`web-${mode}-error`] = async () => {
    const { messages, ends } = await web("Unary", errorRequest(5, "not here"), mode);
    expect(messages.length, 0, "count of messages");
    expect([ends["grpc-status"], decodeURIComponent(ends["grpc-message"])], ["5", "not here"], "status");
  };

  cases[`web-${mode}-server-stream`] = async () => {
    const { messages, ends } = await web("ServerStream", streamRequest("a", "b", "c"), mode);
    expect([messages.map(payloadData), ends["grpc-status"]], [["a", "b", "c"], "0"], "messages and status");
  };

  cases[`web-${mode}-timeout`] = async () => {
    const slow = field(1, [...field(2, text("late")), ...number(6, 5000)]);
    const { ends } = await web("Unary", slow, mode, { "grpc-timeout": "100m" });
    expect(ends["grpc-status"], "4", "status");
  };
}

const results = [];
for (const [name, run] of Object.entries(cases)) {
  try {
    await run();
    results.push({ name, problem: "" });
  } catch (error) {
    results.push({ name, problem: String(error) });
  }
}
await fetch("/results", { method: "POST", body: JSON.stringify(results) });

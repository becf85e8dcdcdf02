"""Asks Google's own implementation what the JSON of protobuf is, and records its answers.

    pip install protobuf grpcio-tools
    python judge.py

writes judge.binpb, the set of files, and vectors.json: for each JSON text the message that it is, in hex, and the JSON
of that message, or null where it is refused; for each message in hex its JSON.
"""

import json
import pathlib

from google.protobuf import descriptor_pb2, descriptor_pool, json_format, message_factory
from grpc_tools import protoc
import grpc_tools

HERE = pathlib.Path(__file__).parent
PACKAGE = "judge.v1."

READ = {
    "Scalars": [
        "{}", "null", "[]", "1", '"x"', "", "{", '{"anInt32": 1', '{"anInt32": 1}x',
        '{"anInt32": 1}', '{"an_int32": 1}', '{"anInt32": "1"}', '{"anInt32": 1.0}', '{"anInt32": 1e3}',
        '{"anInt32": "1e3"}', '{"anInt32": 1.5}', '{"anInt32": 2147483647}', '{"anInt32": 2147483648}',
        '{"anInt32": -2147483648}', '{"anInt32": -2147483649}', '{"anInt32": true}', '{"anInt32": ""}',
        '{"anInt32": "x"}', '{"anInt32": " 1"}', '{"anInt32": "1 "}', '{"anInt32": "0x1"}', '{"anInt32": null}',
        '{"anInt32": {}}', '{"anInt32": [1]}', '{"anInt32": "-1"}', '{"anInt32": -0}', '{"anInt32": "NaN"}',
        '{"anInt32": 1, "anInt32": 2}', '{"anInt32": 1, "an_int32": 2}',
        '{"anInt64": "9223372036854775807"}', '{"anInt64": 9223372036854775807}', '{"anInt64": "9223372036854775808"}',
        '{"anInt64": "-9223372036854775808"}', '{"anInt64": -9223372036854775809}', '{"anInt64": 1e18}',
        '{"anInt64": 5}', '{"anInt64": 1e400}', '{"anInt64": 99999999999999999999999999}',
        '{"aUint32": 4294967295}', '{"aUint32": 4294967296}', '{"aUint32": -1}', '{"aUint32": "-1"}',
        '{"aUint64": "18446744073709551615"}', '{"aUint64": 18446744073709551615}',
        '{"aUint64": "18446744073709551616"}', '{"aUint64": -1}',
        '{"aSint32": -7, "aSint64": "-8", "aFixed32": 9, "aFixed64": "10", "aSfixed32": -11, "aSfixed64": "-12"}',
        '{"aFloat": 1.5}', '{"aFloat": "1.5"}', '{"aFloat": "NaN"}', '{"aFloat": "Infinity"}', '{"aFloat": "-Infinity"}',
        '{"aFloat": 3.4028235e38}', '{"aFloat": 3.5e38}', '{"aFloat": 1e-50}', '{"aFloat": 7}', '{"aFloat": true}',
        '{"aFloat": "x"}', '{"aFloat": ""}', '{"aFloat": 0.1}', '{"aFloat": -0.0}',
        '{"aDouble": 1.5}', '{"aDouble": "-1.5e10"}', '{"aDouble": "NaN"}', '{"aDouble": "Infinity"}', '{"aDouble": NaN}',
        '{"aDouble": 1e308}', '{"aDouble": 1e309}', '{"aDouble": 4.9e-324}', '{"aDouble": 9007199254740993}',
        '{"aDouble": 18446744073709551615}', '{"aDouble": 0.30000000000000004}',
        '{"aBool": true}', '{"aBool": false}', '{"aBool": "true"}', '{"aBool": 1}', '{"aBool": null}',
        '{"aString": "h\\u00e9\\ud83d\\ude00\\n"}', '{"aString": 1}', '{"aString": "\\ud800"}', '{"aString": null}',
        '{"aString": ""}',
        '{"someBytes": "AQL/"}', '{"someBytes": "AQL_"}', '{"someBytes": "-_-_"}', '{"someBytes": "AQ=="}',
        '{"someBytes": "AQ"}', '{"someBytes": ""}', '{"someBytes": 1}', '{"someBytes": "\\u00e9"}',
        '{"color": "RED"}', '{"color": 2}', '{"color": "MINUS"}', '{"color": -1}', '{"color": 99}', '{"color": "GREEN"}',
        '{"color": "red"}', '{"color": 1.0}', '{"color": 1.5}', '{"color": true}', '{"color": null}',
        '{"maybeInt32": 0, "maybeString": ""}', '{"maybeInt32": null}',
        '{"other-Name": "x"}', '{"renamed": "x"}', '{"otherName": "x"}',
        '{"unknown": 1}', '{"An_Int32": 1}', '{"anInt32": 1,}', "{'anInt32': 1}", '{"anInt32": 01}', '{"anInt32": +1}',
    ],
    "Lists": [
        '{"numbers": [1, "2", 3.0]}', '{"numbers": []}', '{"numbers": null}', '{"numbers": 1}', '{"numbers": [null]}',
        '{"numbers": {}}', '{"numbers": [[1]]}', '{"longs": ["1", 2]}', '{"texts": ["a", ""]}',
        '{"messages": [{}, {"anInt32": 1}]}', '{"messages": [null]}', '{"messages": [1]}',
        '{"colors": ["RED", 2, 99]}', '{"colors": ["GREEN", "RED"]}', '{"blobs": ["", "AQ=="]}',
        '{"doubles": [1, 0.5, "NaN", "-Infinity"]}', '{"bools": [true, false]}',
    ],
    "Maps": [
        '{"texts": {"a": "b", "": ""}}', '{"texts": {"a": null}}', '{"texts": []}', '{"texts": null}',
        '{"byInt32": {"1": "a", "-2": "b"}}', '{"byInt32": {"x": "a"}}', '{"byInt32": {"1.5": "a"}}',
        '{"byInt32": {"2147483648": "a"}}', '{"byInt64": {"9223372036854775807": {"anInt32": 1}}}',
        '{"byBool": {"true": "RED", "false": 2}}', '{"byBool": {"1": "RED"}}', '{"byUint64": {"18446744073709551615": "AQ=="}}',
        '{"values": {"a": null, "b": [1, {"c": true}]}}', '{"texts": {"a": "b", "a": "c"}}',
    ],
    "Choice": [
        '{"number": 1}', '{"number": 0}', '{"text": "a"}', '{"number": 1, "text": "a"}', '{"number": null, "text": "a"}',
        '{"message": {}}', '{"nothing": null}', '{"nothing": "NULL_VALUE"}', '{"value": null}', '{"value": 1}',
        '{"nothing": null, "number": 1}', '{"nothing": 0}',
    ],
    "Tree": [
        '{"name": "a", "child": {"name": "b"}, "children": [{"name": "c"}, {"children": [{}]}]}',
    ],
    "Known": [
        '{"any": {}}', '{"any": {"@type": "type.googleapis.com/judge.v1.Scalars", "anInt32": 1}}',
        '{"any": {"anInt32": 1, "@type": "type.googleapis.com/judge.v1.Scalars"}}',
        '{"any": {"@type": "type.googleapis.com/google.protobuf.Duration", "value": "1.5s"}}',
        '{"any": {"value": "1.5s", "@type": "type.googleapis.com/google.protobuf.Duration"}}',
        '{"any": {"@type": "type.googleapis.com/google.protobuf.Int64Value", "value": "5"}}',
        '{"any": {"@type": "type.googleapis.com/google.protobuf.Empty", "value": {}}}',
        '{"any": {"@type": "type.googleapis.com/google.protobuf.Value", "value": null}}',
        '{"any": {"@type": "type.googleapis.com/google.protobuf.Struct", "value": {"a": 1}}}',
        '{"any": {"@type": "type.googleapis.com/google.protobuf.Any", "value": {"@type": "type.googleapis.com/judge.v1.Order", "total": "1"}}}',
        '{"any": {"@type": "type.googleapis.com/no.Such"}}', '{"any": {"@type": "judge.v1.Scalars"}}',
        '{"any": {"anInt32": 1}}', '{"any": {"@type": 1}}', '{"any": []}', '{"any": null}',
        '{"time": "2026-01-02T03:04:05Z"}', '{"time": "2026-01-02T03:04:05.5Z"}', '{"time": "2026-01-02T03:04:05.123456789Z"}',
        '{"time": "2026-01-02T03:04:05.000001Z"}', '{"time": "2026-01-02T03:04:05+01:30"}',
        '{"time": "1969-12-31T23:59:59.5Z"}', '{"time": "0001-01-01T00:00:00Z"}', '{"time": "9999-12-31T23:59:59.999999999Z"}',
        '{"time": "0000-01-01T00:00:00Z"}', '{"time": "10000-01-01T00:00:00Z"}', '{"time": "2026-02-29T00:00:00Z"}',
        '{"time": "2026-01-02T03:04:05"}', '{"time": "2026-01-02"}', '{"time": "2026-01-02 03:04:05Z"}',
        '{"time": "2026-01-02t03:04:05z"}', '{"time": "2026-01-02T03:04:05.1234567891Z"}', '{"time": 5}', '{"time": ""}',
        '{"time": "2026-01-02T25:04:05Z"}', '{"time": "0001-01-01T00:00:00+01:00"}', '{"time": "1970-01-01T00:00:00Z"}',
        '{"span": "1s"}', '{"span": "1.5s"}', '{"span": "-1.5s"}', '{"span": "-0.5s"}', '{"span": "0s"}', '{"span": "0.000000001s"}',
        '{"span": "315576000000s"}', '{"span": "315576000001s"}', '{"span": "-315576000000s"}', '{"span": "1"}', '{"span": "s"}',
        '{"span": "1.s"}', '{"span": "1.0000000001s"}', '{"span": 1}', '{"span": "+1s"}', '{"span": "1.-5s"}', '{"span": "1e3s"}',
        '{"mask": "a,bC.dE"}', '{"mask": ""}', '{"mask": "a_b"}', '{"mask": "a,,b"}', '{"mask": ["a"]}',
        '{"struct": {"a": 1, "b": "x", "c": [true, null], "d": {"e": {}}}}', '{"struct": {}}', '{"struct": []}', '{"struct": null}',
        '{"value": null}', '{"value": 1}', '{"value": 1.5}', '{"value": "x"}', '{"value": true}', '{"value": []}', '{"value": {}}',
        '{"value": [1, [2, {"a": [null]}]]}', '{"value": "NaN"}',
        '{"list": [1, "a", null]}', '{"list": []}', '{"list": {}}', '{"list": 1}',
        '{"empty": {}}', '{"empty": null}', '{"empty": {"a": 1}}', '{"empty": []}',
        '{"doubleValue": 1.5, "floatValue": 2.5, "int64Value": "3", "uint64Value": "4", "int32Value": 5, "uint32Value": 6, '
        '"boolValue": true, "stringValue": "s", "bytesValue": "AQ=="}',
        '{"doubleValue": 0, "floatValue": 0, "int64Value": 0, "uint64Value": 0, "int32Value": 0, "uint32Value": 0, '
        '"boolValue": false, "stringValue": "", "bytesValue": ""}',
        '{"doubleValue": "NaN", "floatValue": "-Infinity"}', '{"int64Value": null}', '{"int32Value": "x"}',
        '{"int32Value": {"value": 1}}', '{"boolValue": 1}',
        '{"values": [null, 1, {}]}', '{"nullValue": null}', '{"nullValue": "NULL_VALUE"}',
        '{"times": ["1970-01-01T00:00:00Z", "1970-01-01T00:00:00.100Z"]}', '{"times": ["x"]}',
    ],
}

WRITE = {
    "Scalars": ["", "0801", "8001ffffffffffffffffff01", "80019601", "5d0000c07f", "5d0000807f", "61000000000000f0ff",
                "610000000000000080", "7a0301ff02", "72026869", "8801008001ffffffffffffffffff01", "9a010178", "f2ff0f00",
                "0801" "0802", "ffffff", "0a0101", "7201ff"],
    "Lists": ["0a03010203", "08010802", "2200" "22020801", "2a020163"],
    "Maps": ["0a060a01621201630a060a0161120162", "12060807120161", "12020807", "0a00"],
    "Choice": ["0801", "08011201" "61", "2000", "2a00", "2a020800"],
    "Known": ["0a00", "1200", "12060881808080" "10", "1a0b08ffffffffffffffffff01", "1a0208011a0b10ffffffffffffffffff01",
              "1209" "0880ce8d9afaffffff", "22030a0161", "22050a03615f62", "22030a0141", "3200", "320911000000000000f87f",
              "4a0909000000000000f87f", "4a00", "980100", "9a010100", "0a0312010a", "0a180a16" + "judge.v1.NoSuch".encode().hex()],
}


def main():
    pool_file = HERE / "judge.binpb"
    include = pathlib.Path(grpc_tools.__file__).parent / "_proto"
    assert protoc.main(["protoc", f"-I{HERE}", f"-I{include}", f"--descriptor_set_out={pool_file}",
                        "--include_imports", "judge.proto"]) == 0
    files = descriptor_pb2.FileDescriptorSet.FromString(pool_file.read_bytes())
    pool = descriptor_pool.DescriptorPool()
    for file in files.file:
        pool.Add(file)

    def make(name):
        return message_factory.GetMessageClass(pool.FindMessageTypeByName(PACKAGE + name))()

    def show(message, defaults=False):
        try:
            return json.loads(json_format.MessageToJson(message, descriptor_pool=pool,
                                                        always_print_fields_with_no_presence=defaults))
        except Exception:
            return None

    def read(name, text, ignore):
        message = make(name)
        try:
            json_format.Parse(text, message, ignore_unknown_fields=ignore, descriptor_pool=pool)
            return {"bytes": message.SerializeToString(deterministic=True).hex(), "json": show(message),
                    "defaults": show(message, True)}
        except Exception:
            return None

    def write(name, hexadecimal):
        message = make(name)
        try:
            message.ParseFromString(bytes.fromhex(hexadecimal))
        except Exception:
            return {"message": name, "bytes": hexadecimal, "decodes": False, "json": None}
        return {"message": name, "bytes": hexadecimal, "decodes": True, "json": show(message)}

    vectors = {
        "read": [{"message": name, "text": text, "strict": read(name, text, False), "lenient": read(name, text, True)}
                 for name, texts in READ.items() for text in texts],
        "write": [write(name, message) for name, messages in WRITE.items() for message in messages],
    }
    lines = ["{\n\"read\": [\n" + ",\n".join(json.dumps(v) for v in vectors["read"]) + "\n],\n",
             "\"write\": [\n" + ",\n".join(json.dumps(v) for v in vectors["write"]) + "\n]\n}\n"]
    (HERE / "vectors.json").write_text("".join(lines))
    refused = sum(v["strict"] is None for v in vectors["read"])
    print(f"{len(vectors['read'])} texts, {refused} refused; {len(vectors['write'])} messages")


main()

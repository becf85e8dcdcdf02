package org.dubbors.interop;

final class Calls { static int run(Arguments a) { return 0; } }

package org.dubbors.interop;

final class Golden { static int run(Arguments a) { return 0; } }

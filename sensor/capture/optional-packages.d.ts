// npm leaves these out where they do not compile, and what we have compiles without them all the same. What we use of them
// is typed where it is loaded.
declare module 'pcap'
declare module 'koffi'

//! A device that is built, but not run.

use core::hint::black_box;

use crate::{Exchange, Response, split};

#[expect(improper_ctypes, reason = "both sides are Rust")]
unsafe extern "C" {
    fn probe(exchange: &mut Exchange<'_>);
}

#[unsafe(no_mangle)]
extern "C" fn _start() -> ! {
    loop {
        let (request, response, image): (&[u8], &mut [u8], &mut [u8]) = black_box((&[], &mut [], &mut []));
        let mut fields = [(&[][..], &[][..]); 64];
        let (method, fields) = split(request, &mut fields);
        let mut exchange = Exchange { method, fields, response: Response::new(response), image };
        // SAFETY: declared by `program!`, with this signature.
        unsafe { probe(&mut exchange) };
        black_box(exchange.response.as_bytes());
    }
}

use std::sync::atomic::{AtomicUsize, Ordering};

use dubbors_registry::memory::MemoryRegistry;

static NEXT: AtomicUsize = AtomicUsize::new(0);

struct World(String);

impl World {
    fn new() -> Self {
        Self(format!("world-{}", NEXT.fetch_add(1, Ordering::Relaxed)))
    }

    async fn connect(&self) -> MemoryRegistry {
        MemoryRegistry::new(&self.0)
    }
}

dubbors_testkit::registry_suite!(World::new());

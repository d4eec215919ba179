//! The `drempel` program: reads the command line, runs one command, and ends with its exit code.

mod commands;
mod engines;
mod failure;
mod generate;
mod pipeline;
mod terminal;
mod vault;
mod world;

fn main() {
    let t = terminal::Terminal { style: terminal::Style::Human };
    let args: Vec<String> = std::env::args().collect();
    let dir = std::path::PathBuf::from(&args[2]);
    let r = match args[1].as_str() {
        "files" => commands::example::files(t, &dir, generate::Size::default()),
        "check" => world::Project::find(Some(&dir)).and_then(|p| commands::check::run(t, &p, "2026-10-20".parse().unwrap(), Some("2026-Q3".parse().unwrap()))),
        _ => (|| {
            let p = world::Project::find(Some(&dir))?;
            let period: drempel_plan::period::Period = args[3].parse().unwrap();
            let c = pipeline::compile(&p, drempel_core::check::At { today: Some(args[4].parse().unwrap()), period: Some(period), report: None })?;
            let v = vault::Vault::open(&p)?;
            let r = c.report(None)?;
            let now = std::time::Instant::now();
            let bar = terminal::Bar::new(t);
            let p = pipeline::protect(&p, &c, r, period, &v, &bar)?;
            println!("{:?}", now.elapsed());
            let s = p.report.statistics();
            for t in &s.tables { println!("{t:?}"); }
            println!("{:?}", s.universes);
            println!("{:?}", s.audit);
            Ok(())
        })(),
    };
    if let Err(f) = r { t.failure(&f); std::process::exit(i32::from(f.exit)); }
}
